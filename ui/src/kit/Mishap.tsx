import { Component, type ReactNode } from 'react';

interface MishapProps {
  fallback: (retry: () => void) => ReactNode;
  children: ReactNode;
}

/** Shows the fallback when what is inside could not be drawn: a mistake of ours, or a part that could not be loaded. */
export class Mishap extends Component<MishapProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  readonly #retry = (): void => this.setState({ failed: false });

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback(this.#retry) : this.props.children;
  }
}
