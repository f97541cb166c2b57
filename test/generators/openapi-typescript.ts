import createClient from 'openapi-fetch';
import type { paths } from 'generated';

/** A call with openapi-fetch: the status narrows nothing, but the code does. */
export async function approve(id: string): Promise<string> {
  const client = createClient<paths>({ baseUrl: 'http://127.0.0.1:3000' });
  const { data, error } = await client.POST('/v1/promotions/{id}/approve', { params: { path: { id } } });
  if (error?.code === 'CHECKS_INCOMPLETE') return error.missing.join(' ');
  if (error?.code === 'INVALID_TRANSITION') return error.currentStatus;
  return data?.status ?? '';
}
