"""Other systems: contact logs, knowledge, calendars."""
