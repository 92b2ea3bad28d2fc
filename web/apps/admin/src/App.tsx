// The gate: nothing is shown before it is known who is signed in. Nobody: the sign-in. A password set by somebody else: choosing one. Otherwise the pages.

import { Center } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ErrorState, useActivity, VisitEnd, visitResult } from "@towline/ui";
import { useEffect, useState } from "react";
import { useClosingQuestion } from "./form/useClosingQuestion";
import { meQuery } from "./queries";
import { router } from "./router";
import { watchLogin, welcome } from "./session";
import { FactorSetUpPage } from "./shell/FactorSetUpPage";
import { Loading } from "./shell/Loading";
import { NewPasswordPage } from "./shell/NewPasswordPage";
import { ResetPage } from "./shell/ResetPage";
import { takeResetToken } from "./shell/resetLink";
import { SignInPage } from "./shell/SignInPage";
import { useFrameTexts } from "./words";

/** The page that security providers lead back to; it knows nobody yet. */
const CALLBACK = "/login/callback";
/** Read once, before anything looks at the address. */
const resetToken = takeResetToken();

export function App() {
  const [result] = useState(() => (location.pathname === CALLBACK ? visitResult(location.search) : null));
  if (resetToken !== null) return <ResetPage token={resetToken} />;
  return result ? <VisitEnd result={result} /> : <Gate />;
}

function Gate() {
  const client = useQueryClient();
  const { starting } = useFrameTexts();
  // While the appliance does not answer at all, it is asked again, so that the page comes back by itself.
  const me = useQuery({ ...meQuery, refetchInterval: (query) => (query.state.data === undefined ? 3000 : false) });
  useEffect(() => watchLogin(client), [client]);
  useEffect(() => {
    if (me.data) welcome(client, me.data);
  }, [client, me.data]);
  useClosingQuestion();
  useActivity(me.data?.idle_minutes);

  if (me.data === null) return <SignInPage />;
  if (me.data?.must_change_password) return <NewPasswordPage />;
  if (me.data?.must_set_up_factor) return <FactorSetUpPage />;
  if (me.data) return <RouterProvider router={router} />;
  return (
    <Center component="main" mih="100dvh" p="md">
      {me.isError ? (
        <ErrorState error={me.error} title={starting.title} detail={starting.text} onRetry={() => void me.refetch()} />
      ) : (
        <Loading />
      )}
    </Center>
  );
}
