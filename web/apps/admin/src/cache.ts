// The one query cache of this app, shared by the pages and by the router's checks.

import { newQueryClient } from "@towline/ui";

export const queries = newQueryClient();
