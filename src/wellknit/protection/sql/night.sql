-- What the worker does once a night. It sees no name and no token: it is told how many.

-- Count anew how many share each name token, and remove those that too many share (access/sql/search.sql).
CREATE OR REPLACE FUNCTION wk_recount_for_worker() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT removed FROM wk_recount_tokens();
$$;
