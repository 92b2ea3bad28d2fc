// What every page's address hangs on, and what stands before pages that are not for everybody.

import { createRootRoute, notFound, rootRouteId } from "@tanstack/react-router";
import { queries } from "../cache";
import { meQuery } from "../queries";
import { MissingPage } from "../shell/Fallbacks";
import { Shell } from "../shell/Shell";

/** Whether an area of these pages is open to whoever is signed in. */
export const opens = (area: string): boolean => queries.getQueryData(meQuery.queryKey)?.areas.includes(area) ?? false;

export const root = createRootRoute({ component: Shell, notFoundComponent: MissingPage });

/** What stands before the pages of an area. Others get the ordinary "no page here": what they may not use does not exist for them. */
export const only = (area: string) => ({
  beforeLoad: () => {
    if (!opens(area)) throw notFound({ routeId: rootRouteId });
  },
});

/** What stands before the pages of administrators. */
export const administrators = {
  beforeLoad: () => {
    if (!queries.getQueryData(meQuery.queryKey)?.administrator) throw notFound({ routeId: rootRouteId });
  },
};
