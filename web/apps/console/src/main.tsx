// The console's entry: styles, then the app.

import "@towline/ui/styles.css";
import { startApp } from "@towline/ui";
import { Entry } from "./entry/Entry";

startApp(<Entry />);
