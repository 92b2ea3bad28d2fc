// The last net: when a component fails while drawing, the page says so and offers to reload instead of going blank.

import { Component, type ReactNode } from "react";
import { uiTexts } from "../messages/en";
import { ErrorState } from "../parts/ErrorState";

export class Failsafe extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const texts = uiTexts().error;
    return (
      <ErrorState
        title={texts.unexpected}
        detail={texts.unexpectedHint}
        retryLabel={texts.reload}
        onRetry={() => location.reload()}
      />
    );
  }
}
