import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Styles may hand variables to their style sheet. */
    [variable: `--${string}`]: string | number;
  }
}
