// The one design of console and administration: theme, shared components, message catalogue.
//
// Knows the REST client's errors and nothing of the live link; no routes, no operations of an app.

export { AppProviders, newQueryClient, startApp } from "./app/AppProviders";
export { BrandMark } from "./app/BrandMark";
export { FactorForm, type FactorWays } from "./app/FactorForm";
export { Failsafe } from "./app/Failsafe";
export { ForgotPassword } from "./app/ForgotPassword";
export { askPasskey, canPasskeys, makePasskey } from "./app/passkey";
export { remember, remembered } from "./app/preferences";
export { SignIn, SignInFrame, type SignInProps } from "./app/SignIn";
export { ThemeSwitch } from "./app/ThemeSwitch";
export { useActivity } from "./app/useActivity";
export { VisitEnd } from "./app/VisitEnd";
export { here, ownAddress, type VisitResult, visit, visitResult } from "./app/visit";
export { type Cell, csvOf } from "./files/csv";
export {
  type Catalogue,
  catalogue,
  language,
  locale,
  number,
  plural,
  setLanguage,
  type Translation,
} from "./messages/catalogue";
export { numberFormat } from "./messages/formats";
export { languageName } from "./messages/languages";
export {
  dayOf,
  dayStart,
  isTimeZone,
  momentOf,
  ownTimeZone,
  setTimeZone,
  timeZone,
  useTimeZone,
  written,
} from "./messages/times";
export { ConfirmDialog, type ConfirmDialogProps } from "./parts/ConfirmDialog";
export { CopyField } from "./parts/CopyField";
export { type Column, DataTable, type DataTableProps, type RowChoice, type Sorting } from "./parts/DataTable";
export { EmptyState, type EmptyStateProps } from "./parts/EmptyState";
export { ErrorState, type ErrorStateProps } from "./parts/ErrorState";
export { FormDrawer, type FormDrawerProps, UnsavedBar } from "./parts/FormDrawer";
export { IconButton, type IconButtonProps } from "./parts/IconButton";
export { notify, type Offer } from "./parts/notify";
export { PageHeader } from "./parts/PageHeader";
export { Pages, type Paging } from "./parts/Pages";
export { exactTime, RelativeTime, relativeTime } from "./parts/RelativeTime";
export { SearchField, type SearchFieldProps } from "./parts/SearchField";
export { SkipLink } from "./parts/SkipLink";
export { StatusBadge, StatusDot, type Tone } from "./parts/Status";
export { useBlocker } from "./parts/useBlocker";
