import { getMetadataArgsStorage } from 'typeorm';
import { instantColumn } from '../database/sql-format.js';
import { CheckColumns, Promotion } from './promotion.entity.js';
import { OPEN_STATUSES } from './promotion.states.js';

/** A row of the list, with the names of the people in it. */
export type PromotionItemRow = Omit<Promotion, 'notes' | 'profileDraft'> & {
  /** By user id; a deleted account has none. */
  names: Record<string, string | null>;
};

/** A whole row, with the start of the transaction that read it. */
export type PromotionRow = PromotionItemRow & Pick<Promotion, 'notes' | 'profileDraft'> & { now: Date };

/** The columns of `public.stylist_promotions` by the names of the entity. */
const COLUMNS = Object.fromEntries(
  getMetadataArgsStorage()
    .filterColumns([CheckColumns, Promotion])
    .map(({ propertyName, options }) => [propertyName, options.name ?? propertyName]),
) as Record<keyof Promotion, string>;

const { notes: _notes, profileDraft: _profileDraft, ...ITEM } = COLUMNS;

const selected = (columns: Record<string, string>): string =>
  Object.entries(columns)
    .map(([field, column]) => `p.${column} AS "${field}"`)
    .join(', ');

const names = (ids: string): string => `
  coalesce((SELECT jsonb_object_agg(u.id, coalesce(u.display_name, u.username))
              FROM public.user_profiles u
             WHERE u.id = ANY (${ids})), '{}') AS names`;

const ACTORS = 'ARRAY[p.user_id, p.requested_by, p.approved_by, p.rejected_by, p.revoked_by]';
const AUTHORS = `ARRAY(SELECT (note ->> 'admin_id')::uuid FROM jsonb_array_elements(p.notes) AS note)`;

/** The columns of {@link PromotionItemRow}, of a promotion `p`. */
const ITEM_COLUMNS = `${selected(ITEM)}, ${names(ACTORS)}`;

/** The columns of {@link PromotionRow}, of a promotion `p`. */
const PROMOTION_COLUMNS = `${selected(COLUMNS)}, now() AS now, ${names(`${ACTORS} || ${AUTHORS}`)}`;

export const READ = `SELECT ${PROMOTION_COLUMNS} FROM public.stylist_promotions p WHERE p.id = $1`;

export const LOCK = `SELECT FROM public.stylist_promotions WHERE id = $1 FOR NO KEY UPDATE`;

/** Locks the approved promotion of the user $1. */
export const LOCK_APPROVED = `
  SELECT id FROM public.stylist_promotions WHERE user_id = $1 AND status = 'approved' FOR NO KEY UPDATE`;

/** Changes these fields ($4 and on) of the promotion $1 in version $2, and adds the notes $3. */
export function updateOf(fields: readonly (keyof Promotion)[]): string {
  const changes = fields.map((field, index) => `${COLUMNS[field]} = $${index + 4}`);
  return `
    UPDATE public.stylist_promotions AS p
       SET ${[...changes, 'notes = p.notes || $3::jsonb'].join(', ')}
     WHERE p.id = $1 AND p.row_version = $2
    RETURNING ${PROMOTION_COLUMNS}`;
}

export const IS_OPEN = `status IN (${OPEN_STATUSES.map((status) => `'${status}'`).join(', ')})`;

/**
 * Opens a promotion of the user $1 by the admin $2 with the notes $3, unless one is open. Then it changes nothing, but
 * waits for a transaction that works on the open one and keeps it from ending: ON CONFLICT locks the row before it
 * evaluates its WHERE.
 */
export const OPEN = `
  INSERT INTO public.stylist_promotions (user_id, requested_by, previous_promotion_id, notes)
  SELECT u.id, $2,
         (SELECT earlier.id FROM public.stylist_promotions earlier
           WHERE earlier.user_id = u.id ORDER BY earlier.created_at DESC, earlier.id DESC LIMIT 1),
         $3::jsonb
    FROM public.user_profiles u
   WHERE u.id = $1
  ON CONFLICT (user_id) WHERE ${IS_OPEN} DO UPDATE SET status = excluded.status WHERE false
  RETURNING id`;

/** The open promotion of the user $1. */
export const OPENED = `
  SELECT ${PROMOTION_COLUMNS} FROM public.stylist_promotions p WHERE p.user_id = $1 AND p.${IS_OPEN}`;

/** Of the user $1 and with $2 in the candidate's name, where given; without $2 it reads no names. */
const WANTED = `
  FROM public.stylist_promotions p
 WHERE ($1::uuid IS NULL OR p.user_id = $1)
   AND ($2::text IS NULL
        OR p.user_id IN (SELECT u.id FROM public.user_profiles u
                          WHERE strpos(lower(coalesce(u.display_name, u.username)), lower($2)) > 0))`;

/** A page of at most $6 promotions in the states $3, newest first, after the creation time $4 and id $5. */
export const LIST = `
  SELECT ${ITEM_COLUMNS}, ${instantColumn('p.created_at')} AS position
    FROM (SELECT p.* ${WANTED}
             AND ($3::text[] IS NULL OR p.status = ANY ($3))
             AND ($4::timestamptz IS NULL OR (p.created_at, p.id) < ($4::timestamptz, $5::uuid))
           ORDER BY p.created_at DESC, p.id DESC
           LIMIT $6) AS p
   ORDER BY p.created_at DESC, p.id DESC`;

export const COUNT = `SELECT p.status, count(*)::int AS number ${WANTED} GROUP BY p.status`;

/**
 * The service's actions $2 in the audit log of the promotion $1, and those of a host's functions, whose names have no
 * capitals. The order is that of writing, as the promotion's lock made it: a transaction that waited for the lock has the
 * earlier time.
 */
export const LOGGED_STEPS = `
  SELECT l.created_at AS at, l.action, l.admin_user_id AS "actorId",
         coalesce(actor.display_name, actor.username) AS "actorName", l.details
    FROM private.service_management_log l
    LEFT JOIN public.user_profiles actor ON actor.id = l.admin_user_id
   WHERE l.target_id = $1
     AND l.target_type = 'stylist_promotion'
     AND (l.action = ANY ($2) OR l.action = lower(l.action))
   ORDER BY l.id`;

/** The notes of the promotion $1, as they were added. */
export const NOTED_STEPS = `
  SELECT note.value ->> 'timestamp' AS timestamp, note.value ->> 'admin_id' AS "actorId",
         coalesce(actor.display_name, actor.username) AS "actorName", note.value ->> 'action' AS action,
         note.value ->> 'note' AS note, p.created_at AS begun
    FROM public.stylist_promotions p
   CROSS JOIN jsonb_array_elements(p.notes) WITH ORDINALITY AS note (value, position)
    LEFT JOIN public.user_profiles actor ON actor.id = (note.value ->> 'admin_id')::uuid
   WHERE p.id = $1
   ORDER BY note.position`;
