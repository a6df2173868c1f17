"""The database as every service reaches it: connections, and statements over sets of rows."""
