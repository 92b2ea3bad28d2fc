// The addresses of the pages about the chat.

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { listSearch } from "../list/shown";
import { only, root } from "./base";

const list = createRoute({
  getParentRoute: () => root,
  path: "/canned-messages",
  ...only("admin.configuration"),
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import("../pages/chat/CannedMessagesPage"), "CannedMessagesPage"),
});
const newCannedMessage = createRoute({
  getParentRoute: () => list,
  path: "new",
  component: lazyRouteComponent(() => import("../pages/chat/NewCannedMessage"), "NewCannedMessage"),
});
const cannedMessage = createRoute({
  getParentRoute: () => list,
  path: "$id",
  component: lazyRouteComponent(() => import("../pages/chat/CannedMessageDetail"), "CannedMessageDetail"),
});
export const chat = createRoute({
  getParentRoute: () => root,
  path: "/chat",
  ...only("admin.configuration"),
  component: lazyRouteComponent(() => import("../pages/chat/ChatPage"), "ChatPage"),
});

export const cannedMessages = list.addChildren([newCannedMessage, cannedMessage]);
