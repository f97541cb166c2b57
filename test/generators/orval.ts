import { approvePromotion, listPromotions } from 'generated';

/** A call, whose answer is told apart by its status, and its error by its code. */
export async function approve(id: string): Promise<string> {
  const { status, data } = await approvePromotion(id);
  if (status === 200) return data.status;
  if (status === 409 && data.code === 'CHECKS_INCOMPLETE') return data.missing.join(' ');
  if (status === 409 && data.code === 'INVALID_TRANSITION') return data.currentStatus;
  return data.code;
}

export async function names(): Promise<(string | null)[]> {
  const answer = await listPromotions({ limit: 2 });
  return answer.status === 200 ? answer.data.items.map(({ userName }) => userName) : [];
}
