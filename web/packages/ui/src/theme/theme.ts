// Mantine's theme: our tokens as Mantine's variables, and the defaults of its components, so that nothing in the apps looks like stock Mantine.
//
// Colours live in tokens.css; the tuples here only serve the shades that Mantine computes from (filled, light, outline variants).

import {
  ActionIcon,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  defaultVariantColorsResolver,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Paper,
  PasswordInput,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";

const teal: MantineColorsTuple = [
  "#e2f1f0",
  "#c4e4e2",
  "#9bd5d1",
  "#7ed4ce",
  "#5cc4bd",
  "#2f9d98",
  "#1a8280",
  "#0d6b6b",
  "#095555",
  "#064141",
];
const neutral: MantineColorsTuple = [
  "#f5f7f9",
  "#eff3f6",
  "#e6ebf0",
  "#dce2e8",
  "#b7c2cb",
  "#94a1ac",
  "#7d8a96",
  "#50606d",
  "#2f3c47",
  "#17212a",
];
const night: MantineColorsTuple = [
  "#e6ebef",
  "#c3ccd4",
  "#a3b0ba",
  "#76848f",
  "#2b3640",
  "#212b34",
  "#1c252d",
  "#171f26",
  "#10161b",
  "#0b1014",
];
const red: MantineColorsTuple = [
  "#fceeed",
  "#f9d9d6",
  "#f5b5b0",
  "#ff8f86",
  "#ff8f86",
  "#d6453b",
  "#c53329",
  "#b3261e",
  "#951d16",
  "#751510",
];
const green: MantineColorsTuple = [
  "#e4f4ea",
  "#c5e7d1",
  "#9ad6b1",
  "#74cc97",
  "#57c786",
  "#2a9a5c",
  "#1c8b50",
  "#17804a",
  "#10653a",
  "#0b4d2b",
];
const amber: MantineColorsTuple = [
  "#fcf1dc",
  "#f7e0b5",
  "#efca82",
  "#e9bb63",
  "#e5b04f",
  "#c0851e",
  "#a66c07",
  "#8f5a00",
  "#744900",
  "#5a3800",
];

const quiet = { shadow: "none" } as const;

/** Text on a filled ground: Mantine would choose it for the light shade alone, and white on our light teal or light red cannot be read. */
const onFilled: Readonly<Record<string, string>> = { teal: "var(--tl-on-accent)", red: "var(--tl-on-danger)" };

export const theme = createTheme({
  variantColorResolver: (input) => {
    const resolved = defaultVariantColorsResolver(input);
    const color = input.variant === "filled" ? onFilled[input.color ?? "teal"] : undefined;
    return color === undefined ? resolved : { ...resolved, color };
  },
  primaryColor: "teal",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  colors: { teal, gray: neutral, dark: night, red, green, yellow: amber },
  white: "#ffffff",
  black: "#17212a",
  fontFamily: "var(--tl-font)",
  fontFamilyMonospace: "var(--tl-mono)",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.45", sm: "1.45", md: "1.45", lg: "1.45", xl: "1.35" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { xs: "4px", sm: "6px", md: "6px", lg: "6px", xl: "6px" },
  defaultRadius: "md",
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.35" },
      h2: { fontSize: "1rem", lineHeight: "1.4" },
      h3: { fontSize: "0.875rem", lineHeight: "1.45" },
    },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: "sm" }, styles: { root: { fontWeight: 550 } } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: 32 } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 350,
        withArrow: false,
        multiline: true,
        maw: 320,
        transitionProps: { duration: 120 },
        events: { hover: true, focus: true, touch: false },
      },
    }),
    // The scale ends at 12: explanations below labels are no smaller than that.
    InputWrapper: Input.Wrapper.extend({
      styles: {
        label: { marginBottom: 3 },
        description: { fontSize: "var(--tl-12)", lineHeight: 1.45, marginBottom: 4 },
      },
    }),
    TextInput: TextInput.extend({ defaultProps: { size: "sm" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "sm" } }),
    Textarea: Textarea.extend({ defaultProps: { size: "sm" } }),
    Select: Select.extend({ defaultProps: { size: "sm", comboboxProps: quiet } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: "sm" } }),
    Switch: Switch.extend({ defaultProps: { size: "sm" } }),
    Paper: Paper.extend({ defaultProps: { withBorder: true } }),
    Menu: Menu.extend({ defaultProps: { ...quiet, offset: 4, transitionProps: { duration: 120 } } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        ...quiet,
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 1, color: "var(--tl-veil)" },
        // A dialog's heading is no second banner of the page.
        attributes: { header: { role: "presentation" } },
        closeButtonProps: { "aria-label": "Close" },
      },
      styles: { title: { fontSize: "var(--tl-16)", fontWeight: 600 } },
    }),
    Drawer: Drawer.extend({
      defaultProps: {
        position: "right",
        ...quiet,
        transitionProps: { duration: 120 },
        overlayProps: { backgroundOpacity: 1, color: "var(--tl-veil)" },
        // A dialog's heading is no second banner of the page.
        attributes: { header: { role: "presentation" } },
        closeButtonProps: { "aria-label": "Close" },
      },
      styles: { title: { fontSize: "var(--tl-16)", fontWeight: 600 } },
    }),
  },
});

/** A soft ground under the pointer: as much stronger as its text can still be read on (4.5 to 1). */
const hovered = (colour: string): string => `color-mix(in srgb, var(--tl-${colour}) 7%, var(--tl-${colour}-soft))`;

export const variables: CSSVariablesResolver = () => {
  const scheme = {
    "--mantine-color-body": "var(--tl-surface)",
    "--mantine-color-text": "var(--tl-text)",
    "--mantine-color-dimmed": "var(--tl-quiet)",
    "--mantine-color-placeholder": "var(--tl-faint)",
    "--mantine-color-anchor": "var(--tl-accent)",
    "--mantine-color-default": "var(--tl-surface)",
    "--mantine-color-default-hover": "var(--tl-hover)",
    "--mantine-color-default-color": "var(--tl-text)",
    "--mantine-color-default-border": "var(--tl-line)",
    "--mantine-color-error": "var(--tl-danger)",
    "--mantine-color-disabled": "var(--tl-hover)",
    "--mantine-color-disabled-color": "var(--tl-faint)",
    "--mantine-primary-color-filled": "var(--tl-accent)",
    "--mantine-primary-color-filled-hover": "var(--tl-accent-hover)",
    "--mantine-primary-color-contrast": "var(--tl-on-accent)",
    "--mantine-color-teal-filled": "var(--tl-accent)",
    "--mantine-color-teal-filled-hover": "var(--tl-accent-hover)",
    "--mantine-color-teal-contrast": "var(--tl-on-accent)",
    "--mantine-color-teal-text": "var(--tl-accent)",
    "--mantine-color-teal-light": "var(--tl-accent-soft)",
    "--mantine-color-teal-light-hover": hovered("accent"),
    "--mantine-color-teal-light-color": "var(--tl-accent)",
    "--mantine-color-red-filled": "var(--tl-danger)",
    "--mantine-color-red-filled-hover": "var(--tl-danger-hover)",
    "--mantine-color-red-text": "var(--tl-danger)",
    "--mantine-color-red-light": "var(--tl-danger-soft)",
    "--mantine-color-red-light-hover": hovered("danger"),
    "--mantine-color-red-light-color": "var(--tl-danger)",
    // What an item of a menu takes for its text.
    "--mantine-color-red-6": "var(--tl-danger)",
    "--mantine-color-yellow-light": "var(--tl-waiting-soft)",
    "--mantine-color-yellow-light-hover": hovered("waiting"),
    "--mantine-color-yellow-light-color": "var(--tl-waiting)",
    "--mantine-color-gray-light": "var(--tl-hover)",
    "--mantine-color-gray-light-color": "var(--tl-quiet)",
    "--mantine-color-gray-text": "var(--tl-quiet)",
  };
  return { variables: {}, light: scheme, dark: scheme };
};
