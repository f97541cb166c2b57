import { approvePromotion, listPromotions } from 'generated';

/** A call, whose error is told apart by its code. */
export async function approve(id: string): Promise<string> {
  const { data, error } = await approvePromotion({ path: { id }, headers: { 'If-Match': '"1"' } });
  if (error?.code === 'CHECKS_INCOMPLETE') return error.missing.join(' ');
  if (error?.code === 'INVALID_TRANSITION') return error.currentStatus;
  return data?.status ?? '';
}

export async function names(): Promise<(string | null)[]> {
  const { data } = await listPromotions({ query: { limit: 2 } });
  return data?.items.map(({ userName }) => userName) ?? [];
}
