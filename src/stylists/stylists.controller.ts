import { Controller } from '@nestjs/common';
import { CurrentContext, RequestContext } from '../auth/request-context.js';
import { DEMO } from '../examples/ids.js';
import { Endpoint } from '../http/endpoint.js';
import { Body, Param, Query } from '../http/parameters.js';
import { StylistParams } from '../schedules/stylist-access.js';
import {
  DeactivatedStylistDto,
  DeactivateStylistDto,
  InactiveStylistParams,
  LeavingStylistParams,
  ReactivateStylistDto,
  SetServicesDto,
  StylistBookingPageDto,
  StylistBookingsQuery,
  StylistDto,
  UpdateStylistDto,
} from './stylist.dto.js';
import { StylistBookingsService } from './stylist-bookings.service.js';
import { StylistSettingsService } from './stylist-settings.service.js';
import { StylistStandingService } from './stylist-standing.service.js';
import { StylistPageDto, StylistQuery } from './stylists.dto.js';
import { StylistsService } from './stylists.service.js';

/** What the changes of a stylist have alike. */
const CHANGE = {
  access: 'admin',
  audience: 'Admin: stylists',
  answers: { 200: StylistDto },
  tagged: true,
  ifMatch: true,
} as const;

/** The list of stylists, and one stylist: profile, settings, offers, standing, bookings. */
@Controller()
export class StylistsController {
  constructor(
    private readonly stylists: StylistsService,
    private readonly settings: StylistSettingsService,
    private readonly standing: StylistStandingService,
    private readonly stylistBookings: StylistBookingsService,
  ) {}

  @Endpoint('GET /v1/stylists', {
    access: 'admin',
    audience: 'Admin: stylists',
    summary: 'All stylists',
    description: 'With the working weekdays as of today, the budget and the next override; newest profile first.',
    answers: { 200: StylistPageDto },
  })
  listStylists(@CurrentContext() context: RequestContext, @Query() query: StylistQuery) {
    return this.stylists.list(context, query);
  }

  @Endpoint('GET /v1/stylists/:id', {
    access: 'admin-or-stylist',
    audience: 'Admin: stylists',
    summary: 'One stylist in full',
    description: 'Present or former. A stylist may read their own profile; another’s is 404.',
    answers: { 200: StylistDto },
    errors: ['STYLIST_NOT_FOUND'],
  })
  getStylist(@CurrentContext() context: RequestContext, @Param() { id }: StylistParams) {
    return this.settings.show(context, id);
  }

  @Endpoint('PATCH /v1/stylists/:id', {
    ...CHANGE,
    summary: 'Change a stylist’s profile and settings',
    description:
      'Slots follow at once; bookings stay as they are. Null clears title, biography, years, specialties and branch. A ' +
      'change without a difference writes and logs nothing.',
    bodyExample: {
      title: 'Art director',
      bookingBufferMinutes: 10,
      maxDailyBookings: 6,
      reason: 'Agreed with Anjali.',
    },
    errors: ['STYLIST_NOT_FOUND', 'BRANCH_NOT_FOUND'],
  })
  updateStylist(
    @CurrentContext() context: RequestContext,
    @Param() { id }: StylistParams,
    @Body() body: UpdateStylistDto,
  ) {
    return this.settings.update(context, id, body);
  }

  @Endpoint('PUT /v1/stylists/:id/services', {
    ...CHANGE,
    summary: 'Set what a stylist offers',
    description:
      'These services are offered from now on, each at its own price and duration or at those of the service, and no ' +
      'others. Slots follow at once; bookings stay as they are. The same offers again write and log nothing.',
    bodyExample: {
      services: [
        { serviceId: DEMO.services.haircut, customPriceCents: 95_000, customDurationMinutes: 50 },
        { serviceId: DEMO.services.colour },
      ],
      reason: 'New prices from Dashain on.',
    },
    errors: ['STYLIST_NOT_FOUND', 'SERVICES_NOT_FOUND'],
  })
  replaceStylistServices(
    @CurrentContext() context: RequestContext,
    @Param() { id }: StylistParams,
    @Body() body: SetServicesDto,
  ) {
    return this.settings.setServices(context, id, body);
  }

  @Endpoint('POST /v1/stylists/:id/deactivate', {
    ...CHANGE,
    summary: 'Take a stylist out',
    description:
      'No slot is offered from then on. The weekly hours and the bookings stay as they are; the answer lists the ' +
      'bookings. Also for stylists who were never promoted here. `endRole` ends the role too, where no approved ' +
      'promotion stands; where one does, revoke it instead.',
    answers: { 200: DeactivatedStylistDto },
    errors: ['STYLIST_NOT_FOUND', 'ALREADY_INACTIVE', 'HAS_PROMOTION'],
  })
  deactivateStylist(
    @CurrentContext() context: RequestContext,
    @Param() { id }: LeavingStylistParams,
    @Body() body: DeactivateStylistDto,
  ) {
    return this.standing.deactivate(context, id, body);
  }

  @Endpoint('POST /v1/stylists/:id/reactivate', {
    ...CHANGE,
    summary: 'Take a stylist back',
    description:
      'With the weekly hours of before. A former stylist, whose role has ended, needs a new promotion instead.',
    errors: ['STYLIST_NOT_FOUND', 'ALREADY_ACTIVE', 'NOT_A_STYLIST'],
  })
  reactivateStylist(
    @CurrentContext() context: RequestContext,
    @Param() { id }: InactiveStylistParams,
    @Body() body: ReactivateStylistDto,
  ) {
    return this.standing.reactivate(context, id, body);
  }

  @Endpoint('GET /v1/stylists/:id/bookings', {
    access: 'admin-or-stylist',
    audience: 'Admin: stylists',
    summary: 'The bookings of a stylist',
    description:
      'Those that reach the dates, by start, with nothing of the customer. `inConflict` tells the open ones that do not ' +
      'fit what the stylist works now. A stylist may read their own bookings; another’s are 404.',
    answers: { 200: StylistBookingPageDto },
    errors: ['STYLIST_NOT_FOUND', 'RANGE_TOO_LONG'],
  })
  listStylistBookings(
    @CurrentContext() context: RequestContext,
    @Param() { id }: StylistParams,
    @Query() query: StylistBookingsQuery,
  ) {
    return this.stylistBookings.list(context, id, query);
  }
}
