import fastify from 'fastify';
import { Pool } from 'pg';

/**
 * What the service is measured against: Fastify and pg, and nothing but one primary-key lookup of a cached day. It checks
 * nothing, knows nobody, and sends what is stored as it is.
 */
const LOOKUP = `
  SELECT available_slots::text AS slots
    FROM private.availability_cache
   WHERE stylist_user_id = $1 AND service_id = $2 AND cache_date = $3`;

const pool = new Pool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 10 });
const server = fastify();

server.get<{ Querystring: Record<'stylistId' | 'serviceId' | 'date', string> }>(
  '/v1/availability',
  async ({ query }, reply) => {
    const values = [query.stylistId, query.serviceId, query.date];
    const { rows } = await pool.query<{ slots: string }>({ name: 'lookup', text: LOOKUP, values });
    if (rows[0] === undefined) return reply.code(404).send();
    return reply.type('application/json; charset=utf-8').send(rows[0].slots);
  },
);

await server.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
