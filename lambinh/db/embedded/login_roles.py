"""Creates the login roles of the program's processes."""

import psycopg2

from lambinh.db.embedded.errors import output_error
from lambinh.db.embedded.location import DATABASE, ClusterLocation
from lambinh.db.roles import Roles, create_role_statements


def ensure(location: ClusterLocation) -> None:
    """Create missing roles. Call it under the start lock. Costs a connection, some milliseconds."""
    names = Roles(DATABASE).names
    try:
        connection = psycopg2.connect(
            host=location.host,
            port=location.note.port,
            user="postgres",
            password=(location.home / "superuser.password").read_text().strip(),
            dbname="postgres",
        )
    except psycopg2.OperationalError as error:
        raise output_error(str(error), location.data, home=location.home) from error
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [names])
            if cursor.fetchone()[0] < len(names):
                for statement in create_role_statements(DATABASE, location.note.password):
                    cursor.execute(statement)
    finally:
        connection.close()
