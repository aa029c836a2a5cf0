"""The roles under which the parts of the program enter the server, made where they are missing."""

import psycopg2

from lambinh.db.embedded.errors import about_output
from lambinh.db.embedded.location import DATABASE, ClusterLocation
from lambinh.db.roles import Roles, create_role_statements


def ensure(place: ClusterLocation) -> None:
    """Have all roles. Call it holding the lock `starting`. Costs a connection, some milliseconds."""
    wanted = Roles(DATABASE).made
    try:
        connection = psycopg2.connect(
            host=place.host,
            port=place.note.port,
            user="postgres",
            password=(place.home / "superuser.password").read_text().strip(),
            dbname="postgres",
        )
    except psycopg2.OperationalError as error:
        raise about_output(str(error), place.data, home=place.home) from error
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [wanted])
            if cursor.fetchone()[0] < len(wanted):
                for statement in create_role_statements(DATABASE, place.note.password):
                    cursor.execute(statement)
    finally:
        connection.close()
