import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../auth/request-context.js';
import { readList } from '../database/list.js';
import { finite, instantColumn } from '../database/sql-format.js';
import { pageOf, pageRequest } from '../http/paging.js';
import type { CandidateDto, CandidatePageDto, CandidatesQuery } from './candidates.dto.js';
import { IS_OPEN } from './promotion.sql.js';

const WANTED = `
   FROM public.user_profiles u
  WHERE (strpos(lower(u.display_name), lower($1)) > 0
         OR strpos(lower(u.username), lower($1)) > 0
         OR u.id = $2::uuid)`;

const CREATED_AT = finite(`coalesce(u.created_at, 'epoch')`);

/** As the caller: row level security decides whose profiles an admin reads. */
const LIST = `
  SELECT u.id AS "userId", coalesce(u.display_name, u.username, '') AS "displayName", u.username,
         ${instantColumn(CREATED_AT)} AS position
  ${WANTED}
    AND ($3::timestamptz IS NULL OR (${CREATED_AT}, u.id) < ($3::timestamptz, $4::uuid))
  ORDER BY ${CREATED_AT} DESC, u.id DESC
  LIMIT $5`;

const COUNT = `SELECT count(*)::int AS total ${WANTED}`;

const WHOLE_EMAIL = `SELECT private.account_of($1) AS id`;

/** As the engine: of accounts it sees only masks. */
const STANDINGS = `
  SELECT u.id AS "userId", contact.email AS "maskedEmail",
         EXISTS (SELECT FROM public.stylist_profiles p
                   JOIN public.user_roles ur ON ur.user_id = p.user_id
                   JOIN public.roles r ON r.id = ur.role_id
                  WHERE p.user_id = u.id AND coalesce(p.is_active, true) AND r.name = 'stylist' AND ur.is_active
                    AND (ur.expires_at IS NULL OR ur.expires_at > now())) AS "isStylist",
         (SELECT o.id FROM public.stylist_promotions o
           WHERE o.user_id = u.id AND o.${IS_OPEN}) AS "openPromotionId"
    FROM unnest($1::uuid[]) AS u(id)
    LEFT JOIN private.masked_emails($1) AS contact ON contact.id = u.id`;

type FoundUser = Pick<CandidateDto, 'userId' | 'displayName' | 'username'> & { position: string };
type Standing = Omit<CandidateDto, 'displayName' | 'username'>;

const NO_STANDING = { maskedEmail: null, isStylist: false, openPromotionId: null };

/** Finds users who can be promoted. */
@Injectable()
export class CandidatesService {
  /** Lists the users with this part of a name, or with this e-mail, newest first. */
  find(context: RequestContext, query: CandidatesQuery): Promise<CandidatePageDto> {
    const request = pageRequest('candidates', query, ['instant', 'id']);
    const { q } = query;
    return context.read(async (tx) => {
      const [account] = q.includes('@') ? await tx.engine<{ id: string | null }>(WHOLE_EMAIL, [q]) : [];
      const list = { rows: LIST, count: COUNT, filters: [q, account?.id ?? null] };
      const found = await readList<FoundUser>(tx, 'query', list, request);
      const ids = found.rows.map(({ userId }) => userId);
      const rows = await tx.engine<Standing>(STANDINGS, [ids]);
      const standings = new Map(rows.map(({ userId, ...standing }) => [userId, standing]));
      const keysOf = (row: FoundUser) => [row.position, row.userId];
      return pageOf(request, found, keysOf, ({ userId, displayName, username }) => {
        // An account that was deleted since the first statement has no standing.
        return { userId, displayName, username, ...(standings.get(userId) ?? NO_STANDING) };
      });
    });
  }
}
