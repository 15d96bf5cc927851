"""The front door's pages. A file a subject: writing, reading, deciding, lists."""
