"""${message}"""

from shared.migrations.runner import script

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    script("""
    """)
