import { Component, type ReactNode } from 'react';
import { messageOf } from '../base/messageOf';
import panel from '../parts/panel.module.css';

/** Where drawing the page itself fails: what happened, what is kept, and the way on. Training goes on beneath. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { problem: string | null }> {
  override state = { problem: null };

  static getDerivedStateFromError(error: unknown): { problem: string } {
    return { problem: messageOf(error) };
  }

  override render(): ReactNode {
    if (this.state.problem === null) return this.props.children;
    return (
      <main className={panel.panel} role="alert" style={{ margin: '2rem auto', maxWidth: '36rem' }}>
        <h1>The page could not be drawn.</h1>
        <p>
          {this.state.problem} A run that was training goes on, and is kept up to its last save; the settings
          are in the address.
        </p>
        <p className={panel.row}>
          <button data-primary onClick={() => this.setState({ problem: null })}>
            Draw it again
          </button>
          <button onClick={() => location.reload()}>Reload the page</button>
        </p>
      </main>
    );
  }
}
