/**
 * Any UUID; the service writes them in lower case. In a file of its own, because the command line checks an id too and
 * starts without Nest: in a third of the time.
 */
export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
