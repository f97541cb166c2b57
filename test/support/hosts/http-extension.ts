import { escapeLiteral, type Pool } from 'pg';

/** Makes one request and prints its answer, as base64 of JSON: no character of it means anything to COPY. */
const PROGRAM = `
const [method, uri, headers, contentType, content] = JSON.parse(Buffer.from(process.argv[1], "base64"));
const init = { method, headers: Object.fromEntries(headers.map(({ field, value }) => [field, value])) };
if (content !== null) Object.assign(init, { body: content, headers: { ...init.headers, "content-type": contentType } });
fetch(uri, init)
  .then(async (answer) => ({ status: answer.status, content: await answer.text() }))
  .then((answer) => console.log(Buffer.from(JSON.stringify(answer)).toString("base64")));`;

/** Quotes for a shell. */
const shell = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * A stand-in for Supabase's extension `http`: the types and the function that the bridge uses, with the same signatures.
 * It really calls, by a program of the server.
 */
export async function standInForHttp(superuser: Pool): Promise<void> {
  const command = escapeLiteral(`${shell(process.execPath)} -e ${shell(PROGRAM)} `);
  await superuser.query(`
CREATE DOMAIN extensions.http_method AS text;
CREATE TYPE extensions.http_header AS (field varchar, value varchar);
CREATE TYPE extensions.http_request AS (
  method extensions.http_method, uri varchar, headers extensions.http_header[], content_type varchar, content varchar);
CREATE TYPE extensions.http_response AS (
  status integer, content_type varchar, headers extensions.http_header[], content varchar);
CREATE UNLOGGED TABLE extensions.http_answer (line text);
CREATE FUNCTION extensions.http(request extensions.http_request) RETURNS extensions.http_response
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  sent text := replace(encode(convert_to(json_build_array(request.method, request.uri, request.headers,
                 request.content_type, request.content)::text, 'UTF8'), 'base64'), E'\\n', '');
  answer json;
BEGIN
  EXECUTE format('COPY extensions.http_answer FROM PROGRAM %L', ${command} || sent);
  SELECT convert_from(decode(line, 'base64'), 'UTF8') INTO answer FROM extensions.http_answer;
  DELETE FROM extensions.http_answer;
  RETURN ROW((answer ->> 'status')::integer, 'application/json', NULL, answer ->> 'content')::extensions.http_response;
END $$`);
}
