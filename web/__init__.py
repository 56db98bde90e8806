"""The pages and the JSON API; thin: read a form, call the registry, render a template."""
