// What the pages of reports ask the appliance. What is read stays as it was until somebody asks again: a record does not change under a reader.

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, type ReportQuery } from "@towline/api";
import { eventOf } from "./events";

const ROWS = 50;
/** Entries of a log that are asked for at a time: what the appliance gives at most. */
const ENTRIES = 500;

export const useReports = (query: ReportQuery, enabled: boolean) =>
  useInfiniteQuery({
    queryKey: ["reports", query],
    queryFn: ({ pageParam, signal }) =>
      api.sessionReports({ ...query, limit: ROWS, ...(pageParam ? { before: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled,
  });

export const useReport = (id: string) =>
  useQuery({ queryKey: ["report", id], queryFn: ({ signal }) => api.sessionReport(id, signal) });

export const useReportLog = (id: string) =>
  useInfiniteQuery({
    queryKey: ["report", id, "log"],
    queryFn: async ({ pageParam, signal }) => {
      const page = await api.sessionReportEvents(id, { after: pageParam, limit: ENTRIES }, signal);
      return { events: page.events.map(eventOf), next: page.next };
    },
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
