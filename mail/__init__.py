"""SMTP: a sender on aiosmtplib, a receiver on aiosmtpd, parsing of what comes in; never smtplib."""
