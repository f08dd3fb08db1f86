"""After a test the database is as it was before: what the test wrote is deleted, nothing else.

Tests commit for real, because a viewer scope is a real transaction. Tables that were empty are
emptied; tables that set-up had filled are put back from a copy when their content changed. All in
one round trip, as superuser with triggers and foreign keys off (the audit refuses deletion otherwise).
"""

from __future__ import annotations

import psycopg

_PREPARE = """
CREATE SCHEMA IF NOT EXISTS harness;
DROP TABLE IF EXISTS harness.tables;
CREATE TABLE harness.tables (name text PRIMARY KEY, filled boolean, columns text, n bigint, top xid8);
DO $$
DECLARE t record; n bigint;
BEGIN
  FOR t IN SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
             FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
              AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            GROUP BY c.relname LOOP
    EXECUTE format('SELECT count(*) FROM public.%I', t.relname) INTO n;
    IF n > 0 THEN
      EXECUTE format('DROP TABLE IF EXISTS harness.%I', 'of_' || t.relname);
      EXECUTE format('CREATE TABLE harness.%I AS TABLE public.%I', 'of_' || t.relname, t.relname);
    END IF;
    INSERT INTO harness.tables VALUES (t.relname, n > 0, t.columns, n, pg_current_xact_id());
  END LOOP;
END $$;
"""

# A filled table is untouched when it has as many rows as before and none younger than the last look.
_CLEAN = """
DO $$
DECLARE t record; dirty boolean;
BEGIN
  PERFORM set_config('session_replication_role', 'replica', true), set_config('lock_timeout', '10s', true);
  FOR t IN SELECT * FROM harness.tables ORDER BY name LOOP
    IF t.filled THEN
      EXECUTE format('SELECT count(*) <> $1 OR coalesce(bool_or(age(xmin) < age($2::xid)), false)'
                     ' FROM public.%I', t.name) INTO dirty USING t.n, t.top;
    ELSE
      EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t.name) INTO dirty;
    END IF;
    CONTINUE WHEN NOT dirty;
    EXECUTE format('DELETE FROM public.%I', t.name);
    CONTINUE WHEN NOT t.filled;
    EXECUTE format('INSERT INTO public.%1$I (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM harness.%3$I',
                   t.name, t.columns, 'of_' || t.name);
    UPDATE harness.tables SET top = pg_current_xact_id() WHERE name = t.name;
  END LOOP;
END $$;
"""

_HOLDERS = """
SELECT usename || ' (' || state || '): ' || left(query, 200) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
"""


class Cleaner:
    """Keeps one superuser connection to this worker's database."""

    def __init__(self, dsn: str) -> None:
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.connection.execute(_PREPARE)

    def clean(self) -> None:
        """Put everything back; a transaction left open is named and ended."""
        try:
            self.connection.execute(_CLEAN)
        except psycopg.errors.LockNotAvailable as error:
            holders = [str(row[0]) for row in self.connection.execute(_HOLDERS).fetchall()]
            self.connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            )
            self.connection.execute(_CLEAN)
            raise AssertionError("The test left a transaction open: " + "; ".join(holders)) from error
