// What every app needs around it: the theme, notifications, the query cache and the last net for an unexpected failure.
//
// It knows no route and no operation. `startApp` is the one entry of both apps.

import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ApiError } from "@towline/api";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { theme, variables } from "../theme/theme";
import { Failsafe } from "./Failsafe";
import { installTrustedTypes } from "./trustedTypes";

/** A query cache with our habits: no silent retries of refusals, fresh when the window comes back. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, reason) => reason instanceof ApiError && reason.unreachable && count < 2,
        refetchOnWindowFocus: true,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

const schemes = localStorageColorSchemeManager({ key: "towline.theme" });

export function AppProviders({ children, queries }: { children: ReactNode; queries: QueryClient }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
    >
      <QueryClientProvider client={queries}>
        <Failsafe>{children}</Failsafe>
        <Notifications position="bottom-left" containerWidth={320} limit={4} autoClose={10_000} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Draws an app into `#root`, with everything above around it. */
export function startApp(app: ReactNode, queries = newQueryClient()): void {
  installTrustedTypes();
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <AppProviders queries={queries}>{app}</AppProviders>
    </StrictMode>,
  );
}
