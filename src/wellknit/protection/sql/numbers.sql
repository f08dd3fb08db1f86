-- The office's numbers of a week: counts by code, never a row about anybody. One call, one trip.
CREATE OR REPLACE FUNCTION wk_week_numbers(first date, last date) RETURNS TABLE (part text, code text, n bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE o uuid := wk_office();
BEGIN
  IF NOT wk_may('numbers.read') THEN RAISE EXCEPTION 'not for this role' USING ERRCODE = 'WK003'; END IF;
  RETURN QUERY
  -- the house
  SELECT 'beds', 'beds', coalesce(sum(u.beds), 0)::bigint FROM protection_unit u JOIN protection_place p
      ON p.id = u.place_id WHERE p.office_id = o AND (u.closed_on IS NULL OR u.closed_on > last)
  UNION ALL
  SELECT 'beds', 'there_at_the_end', count(*) FROM protection_stay s
   WHERE s.facility_id = o AND s.began_on <= last AND (s.ended_on IS NULL OR s.ended_on > last)
  UNION ALL
  SELECT 'beds', 'bed_nights', coalesce(sum(greatest(0, least(coalesce(s.ended_on, last + 1), last + 1)
                                                        - greatest(s.began_on, first))), 0)::bigint
    FROM protection_stay s WHERE s.facility_id = o AND s.began_on <= last
  UNION ALL
  SELECT 'beds', 'came', count(*) FROM protection_stay s WHERE s.facility_id = o AND s.began_on BETWEEN first AND last
  UNION ALL
  SELECT 'beds', 'left', count(*) FROM protection_stay s WHERE s.facility_id = o AND s.ended_on BETWEEN first AND last
  UNION ALL
  SELECT 'beds', 'not_of_own_will', count(*) FROM protection_stay s
   WHERE s.facility_id = o AND s.voluntary = 'no' AND s.began_on <= last AND (s.ended_on IS NULL OR s.ended_on > last)
  UNION ALL
  -- custody, of the cases this office carries: each different day of each person
  SELECT 'custody', 'days', count(*) FROM (
    SELECT DISTINCT s.case_id, d.day FROM protection_stay s JOIN protection_case c ON c.id = s.case_id
      CROSS JOIN LATERAL generate_series(greatest(s.began_on, first)::timestamp,
                                         least(coalesce(s.ended_on, last), last)::timestamp, '1 day') d(day)
     WHERE c.office_id = o AND s.custodial) held
  UNION ALL
  -- steps of offices that are late
  SELECT 'late', k.rule::text, count(*) FROM protection_clock k
   WHERE k.office_id = o AND k.due_at < (last + 1)::timestamptz AND (k.stopped_at IS NULL OR k.stopped_at > k.due_at)
     AND (k.stopped_at IS NULL OR k.stopped_at >= first::timestamptz) AND k.outcome IN ('', 'late') GROUP BY k.rule
  UNION ALL
  SELECT 'late', 'risk-review', count(*) FROM protection_assessment a JOIN protection_case c ON c.id = a.case_id
   WHERE c.office_id = o AND c.state = 'open' AND a.kind = 'risk' AND NOT a.replaced AND a.review_on <= last
  UNION ALL
  SELECT 'late', 'improvement', count(*) FROM protection_improvement i JOIN protection_place p ON p.id = i.place_id
   WHERE p.office_id = o AND i.done_on IS NULL AND i.due_on <= last
  UNION ALL
  SELECT 'late', 'conference-decision', count(*) FROM protection_conferencedecision d
   WHERE d.owner_id = o AND d.done_on IS NULL AND d.due_on <= last
  UNION ALL
  -- services
  SELECT 'services_begun', v.code::text, count(*) FROM protection_service v
   WHERE v.by_office_id = o AND v.started_on BETWEEN first AND last GROUP BY v.code
  UNION ALL
  SELECT 'services_ended', v.code::text, count(*) FROM protection_service v
   WHERE v.by_office_id = o AND v.state = 'done' AND v.ended_on BETWEEN first AND last GROUP BY v.code
  UNION ALL
  SELECT 'sessions', v.code::text, count(*) FROM protection_session e JOIN protection_service v ON v.id = e.service_id
   WHERE v.by_office_id = o AND e.came AND e."on" BETWEEN first AND last GROUP BY v.code
  UNION ALL
  SELECT 'sessions', 'peer_meetings', count(*) FROM protection_peermeeting m
   WHERE m.office_id = o AND m."on" BETWEEN first AND last
  UNION ALL
  SELECT 'views', v.view::text, count(*) FROM protection_service v
   WHERE v.by_office_id = o AND v.state = 'done' AND v.ended_on BETWEEN first AND last GROUP BY v.view
  UNION ALL
  -- what went wrong, what somebody was not content with
  SELECT 'incidents', i.kind::text, count(*) FROM protection_incident i
   WHERE i.office_id = o AND i."on" BETWEEN first AND last GROUP BY i.kind
  UNION ALL
  SELECT 'open', 'incidents', count(*) FROM protection_incident i WHERE i.office_id = o AND i.state = 'open'
  UNION ALL
  SELECT 'complaints', q.subject::text, count(*) FROM protection_complaint q
   WHERE q.office_id = o AND q.received_on BETWEEN first AND last GROUP BY q.subject
  UNION ALL
  SELECT 'open', 'complaints', count(*) FROM protection_complaint q WHERE q.office_id = o AND q.state = 'received';
END $$;
