// Links inside the console that look like a link or like a button, with addresses that the compiler checks.

import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { type AnchorHTMLAttributes, forwardRef } from "react";

type Html<Props> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props>;

export const TextLink = createLink(
  forwardRef<HTMLAnchorElement, AnchorProps & Html<AnchorProps>>(function TextLink(props, ref) {
    return <Anchor ref={ref} underline="always" {...props} />;
  }),
);

export const ButtonLink = createLink(
  forwardRef<HTMLAnchorElement, ButtonProps & Html<ButtonProps>>(function ButtonLink(props, ref) {
    return <Button ref={ref} component="a" {...props} />;
  }),
);
