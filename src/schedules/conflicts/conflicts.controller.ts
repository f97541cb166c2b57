import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../../auth/request-context.js';
import { Endpoint } from '../../http/endpoint.js';
import { Query } from '../../http/parameters.js';
import { BookingConflictPageDto, BookingConflictQuery, MyBookingConflictQuery } from './conflicts.dto.js';
import { ConflictsService } from './conflicts.service.js';

const RULE =
  'A booking is in conflict when it is pending, confirmed or in progress, has not ended, and does not lie wholly inside ' +
  'what its stylist works now; an inactive stylist works nothing. `cause` is the first that applies: the stylist is ' +
  'inactive, a block takes a part of it, an override decides its date, the weekly schedule does. By start, then by id. ' +
  '`from` and `to` select bookings that overlap the dates';

@Controller()
export class ConflictsController {
  constructor(private readonly conflicts: ConflictsService) {}

  @Endpoint('GET /v1/booking-conflicts', {
    access: 'admin',
    audience: 'Admin: schedules',
    summary: 'Bookings that do not fit what their stylists work',
    description: `${RULE} of the business.`,
    answers: { 200: BookingConflictPageDto },
    errors: ['RANGE_TOO_LONG'],
    points: 5,
  })
  listBookingConflicts(@CurrentContext() context: RequestContext, @Query() query: BookingConflictQuery) {
    return this.conflicts.list(context, query);
  }

  @Endpoint('GET /v1/me/booking-conflicts', {
    access: 'stylist',
    audience: 'Stylist app',
    summary: 'Bookings of mine that do not fit what I work',
    description: `${RULE} of the stylist.`,
    answers: { 200: BookingConflictPageDto },
    errors: ['RANGE_TOO_LONG'],
  })
  listMyBookingConflicts(@CurrentContext() context: RequestContext, @Query() query: MyBookingConflictQuery) {
    return this.conflicts.listMine(context, query);
  }
}
