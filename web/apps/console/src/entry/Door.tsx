// Which door an address leads to: that of reps, that of people without an account (SUP-70), or the page of an invitation that came by mail (SUP-33).

import { lazy, Suspense } from "react";
import { Entry } from "./Entry";
import { Opening } from "./Plain";

const ExternalEntry = lazy(() =>
  import("../external/ExternalEntry").then(({ ExternalEntry }) => ({ default: ExternalEntry })),
);
const AwayPage = lazy(() => import("../external/AwayPage").then(({ AwayPage }) => ({ default: AwayPage })));

const under = (pathname: string, path: string) => pathname === path || pathname.startsWith(`${path}/`);

export function Door() {
  const { pathname } = location;
  if (under(pathname, "/console/external"))
    return (
      <Suspense fallback={<Opening />}>
        <ExternalEntry />
      </Suspense>
    );
  if (under(pathname, "/console/invited"))
    return (
      <Suspense fallback={<Opening />}>
        <AwayPage />
      </Suspense>
    );
  return <Entry />;
}
