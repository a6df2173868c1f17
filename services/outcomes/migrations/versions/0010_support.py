"""Keeps what is counted of the support that people were given: Employment Wheels, recent use, contacts,
hours, and the courses they began.

Nothing of what was told before is there: facts did not carry it."""

from shared.migrations.role_policies import may
from shared.migrations.row_security import ORGANISATION, enable_row_security, grant_to_application
from shared.migrations.runner import execute_sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    execute_sql("""
        CREATE TABLE wheel (
            enrolment_id uuid NOT NULL, assessed_on date NOT NULL, provider uuid NOT NULL,
            basic_skills smallint, recovery_capital smallint, cv smallint, interview_skills smallint,
            life_skills smallint, qualifications_and_training smallint,
            voluntary_and_work_experience smallint, it_and_job_search smallint,
            PRIMARY KEY (enrolment_id, assessed_on)
        );
        CREATE TABLE recent_use (
            enrolment_id uuid NOT NULL, assessed_on date NOT NULL, provider uuid NOT NULL,
            recent_use text NOT NULL, PRIMARY KEY (enrolment_id, assessed_on)
        );
        CREATE TABLE support (
            enrolment_id uuid PRIMARY KEY, provider uuid NOT NULL, contacts integer NOT NULL,
            calls integer NOT NULL, letters integer NOT NULL, hours float8 NOT NULL
        ) WITH (fillfactor = 80);
        CREATE TABLE course (
            id uuid PRIMARY KEY, enrolment_id uuid NOT NULL, provider uuid NOT NULL, kind text NOT NULL,
            started_on date NOT NULL, ended_on date, result text
        );
        CREATE INDEX course_enrolment ON course (enrolment_id);
    """)
    exact = ("outcomes.read-claims", "outcomes.read-figures", "outcomes.read-findings")
    everybodys = may(*exact, scope="everything")
    own = f"({may(*exact, scope='organisation')} AND provider = {ORGANISATION})"
    for table in ("wheel", "recent_use", "support", "course"):
        enable_row_security(table, f"{everybodys} OR {own}")
    grant_to_application("outcomes_app")
