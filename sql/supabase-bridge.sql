-- The three functions that old clients call through PostgREST, as thin calls of the service. By choice: run it as the
-- owner of the marketplace's functions, after `npm run migrate`, and tell the database where the service is:
--
--   ALTER DATABASE postgres SET service_engine.url = 'https://salon.example';
--
-- Where the project's owner may not set it ("permission denied to set parameter"), write the address into
-- private.service_engine_request below, in the place of current_setting('service_engine.url', true).
--
-- It needs Supabase's extension `http` in the schema `extensions`. The caller's own `authorization` header goes on to the
-- service, so the service decides who may do what; the rules stay in one place. docs/moving-in.md "The bridge" says how
-- each answer is made, and how to take the bridge back.

BEGIN;

-- One request as the caller, five seconds at most. Visitors who are not signed in come with the project's public key,
-- which is no sign-in for the service: their header stays here.
CREATE OR REPLACE FUNCTION private.service_engine_request(method text, path text, content jsonb DEFAULT NULL)
RETURNS TABLE (status integer, body jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  address text := nullif(current_setting('service_engine.url', true), '');
  given jsonb := coalesce(nullif(current_setting('request.headers', true), ''), '{}')::jsonb;
  claims jsonb := coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
  forwarded text[] := ARRAY['x-forwarded-for', 'x-request-id', 'traceparent', 'idempotency-key', 'user-agent'];
  headers extensions.http_header[];
  answer extensions.http_response;
BEGIN
  IF address IS NULL THEN
    RAISE EXCEPTION 'The database setting service_engine.url is missing' USING ERRCODE = '55000';
  END IF;
  IF claims ->> 'sub' IS NOT NULL THEN
    forwarded := forwarded || 'authorization'::text;
  END IF;
  headers := ARRAY(
    SELECT ROW(name, given ->> name)::extensions.http_header FROM unnest(forwarded) AS name WHERE given ? name);
  PERFORM set_config('http.timeout_msec', '5000', true), set_config('http.curlopt_timeout_msec', '5000', true);
  answer := extensions.http(ROW(method, rtrim(address, '/') || path, headers,
                                CASE WHEN content IS NOT NULL THEN 'application/json' END,
                                content::text)::extensions.http_request);
  status := answer.status;
  body := CASE WHEN answer.content ~ '^\s*[{\[]' THEN answer.content::jsonb ELSE '{}' END;
  RETURN NEXT;
END
$$;
REVOKE ALL ON FUNCTION private.service_engine_request(text, text, jsonb) FROM PUBLIC;

-- A failure as old answers tell it.
CREATE OR REPLACE FUNCTION private.service_engine_failure(status integer, body jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = ''
AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object(
           'success', false,
           'error', coalesce(body ->> 'detail', body ->> 'title', 'The service answered ' || status),
           'code', coalesce(body ->> 'code', 'SERVICE_UNAVAILABLE'),
           'budget', body -> 'budget'))
$$;
REVOKE ALL ON FUNCTION private.service_engine_failure(integer, jsonb) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.get_available_slots_v2(
  p_stylist_id uuid, p_service_id uuid, p_target_date date, p_customer_timezone text DEFAULT 'Asia/Kathmandu')
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  answer record;
BEGIN
  IF p_customer_timezone !~ '^[A-Za-z0-9_+/-]{1,64}$' THEN
    RETURN private.service_engine_failure(400, '{"code": "INVALID_TIMEZONE", "title": "Unknown time zone"}');
  END IF;
  SELECT * INTO answer FROM private.service_engine_request('GET', format(
    '/v1/availability?stylistId=%s&serviceId=%s&date=%s&timezone=%s', p_stylist_id, p_service_id, p_target_date,
    replace(p_customer_timezone, '+', '%2B')));
  IF answer.status <> 200 THEN
    RETURN private.service_engine_failure(answer.status, answer.body);
  END IF;
  RETURN jsonb_build_object(
    'success', true, 'cached', false, 'cache_hit', false, 'computed_at', now(),
    'slots', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
               'slot_start_utc', (slot.value ->> 'startTime')::timestamptz,
               'slot_end_utc', (slot.value ->> 'endTime')::timestamptz,
               'slot_start_local', slot.value ->> 'startTime',
               'slot_end_local', slot.value ->> 'endTime',
               'slot_display', to_char((slot.value ->> 'startTime')::timestamptz AT TIME ZONE p_customer_timezone, 'HH12:MI AM'),
               'status', CASE slot.value ->> 'status' WHEN 'in_break' THEN 'unavailable' ELSE slot.value ->> 'status' END,
               'price_cents', (slot.value ->> 'priceCents')::integer) ORDER BY slot.position), '[]')
        FROM jsonb_array_elements(answer.body -> 'days') AS day (value)
       CROSS JOIN jsonb_array_elements(day.value -> 'slots') WITH ORDINALITY AS slot (value, position)));
END
$$;

CREATE OR REPLACE FUNCTION public.get_effective_schedule(p_stylist_id uuid, p_target_date date)
RETURNS TABLE (schedule_source text, start_time time, end_time time, is_closed boolean, priority integer, reason text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  answer record;
  day jsonb;
BEGIN
  SELECT * INTO answer FROM private.service_engine_request('GET', format(
    '/v1/stylists/%s/effective-schedule?from=%s&to=%s', p_stylist_id, p_target_date, p_target_date));
  IF answer.status <> 200 THEN
    RAISE EXCEPTION '%', private.service_engine_failure(answer.status, answer.body) ->> 'error'
      USING ERRCODE = CASE WHEN answer.status IN (401, 403, 404) THEN '42501' ELSE '08000' END,
            DETAIL = coalesce(answer.body ->> 'code', '');
  END IF;
  day := answer.body #> '{days,0}';
  schedule_source := CASE WHEN day ->> 'status' = 'no_schedule' THEN 'no_schedule'
                          ELSE coalesce(day #>> '{source,overrideType}', 'base_schedule') END;
  start_time := (day #>> '{windows,0,start}')::time;
  end_time := (day #>> '{windows,-1,end}')::time;
  is_closed := day ->> 'status' <> 'working';
  priority := coalesce((day #>> '{source,priority}')::integer, CASE WHEN schedule_source = 'no_schedule' THEN -1 ELSE 0 END);
  reason := CASE WHEN schedule_source = 'no_schedule' THEN 'No schedule defined for this day' END;
  RETURN NEXT;
END
$$;

-- `p_changes`: is_closed, start_time, end_time, reason, is_emergency; what is missing keeps the service's default.
CREATE OR REPLACE FUNCTION public.update_my_daily_availability_v2(p_target_date date, p_changes jsonb)
RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
  answer record;
BEGIN
  SELECT * INTO answer FROM private.service_engine_request(
    'PUT', format('/v1/me/availability/%s', p_target_date),
    jsonb_strip_nulls(jsonb_build_object(
      'isClosed', coalesce(p_changes -> 'is_closed', p_changes -> 'isClosed', 'true'),
      'startTime', coalesce(p_changes -> 'start_time', p_changes -> 'startTime'),
      'endTime', coalesce(p_changes -> 'end_time', p_changes -> 'endTime'),
      'reason', p_changes -> 'reason',
      'isEmergency', coalesce(p_changes -> 'is_emergency', p_changes -> 'isEmergency'))));
  IF answer.status <> 200 THEN
    RETURN private.service_engine_failure(answer.status, answer.body);
  END IF;
  RETURN jsonb_build_object(
    'success', true, 'overrideId', answer.body #> '{override,id}', 'budget', answer.body -> 'budget',
    'charged', answer.body -> 'charged', 'message', 'The day is set');
END
$$;

-- Anybody may call these three: the service answers each caller by who they are.
DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['anon', 'authenticated'] LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION public.get_available_slots_v2(uuid, uuid, date, text), '
                   'public.get_effective_schedule(uuid, date), '
                   'public.update_my_daily_availability_v2(date, jsonb) TO %I', role);
  END LOOP;
END
$$;

COMMIT;
