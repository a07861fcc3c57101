import {
  Activity,
  useLayoutEffect,
  useRef,
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import type { Tab } from '../../parts/place/place';
import { goTo, usePlace } from '../../parts/place/usePlace';
import styles from './Tabs.module.css';

export interface TabPanel {
  readonly tab: Tab;
  readonly title: string;
  readonly content: ReactNode;
}

interface TabsProps extends Omit<ComponentProps<'div'>, 'ref' | 'children'> {
  readonly panels: readonly TabPanel[];
}

/**
 * What has the middle of the page to itself, one at a time. A panel that is out of sight keeps what a person has set in
 * it. Where the place names a tab that is not there yet, as after a reload before there are images, the first is shown.
 */
export function Tabs({ panels, ...rest }: TabsProps) {
  const wanted = usePlace((place) => place.tab);
  const shown = panels.find(({ tab }) => tab === wanted) ?? panels[0]!;
  const column = useRef<HTMLDivElement>(null);
  const tops = useRef(new Map<Tab, number>());
  useLayoutEffect(() => {
    const [element, left] = [column.current!, tops.current];
    element.scrollTo(0, left.get(shown.tab) ?? 0); // each panel is where it was left
    const remember = () => void left.set(shown.tab, element.scrollTop);
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [shown.tab]);
  return (
    <div ref={column} {...rest}>
      {panels.length > 1 && <TabList panels={panels} shown={shown.tab} />}
      {panels.map(({ tab, content }) => (
        <Activity key={tab} mode={tab === shown.tab ? 'visible' : 'hidden'}>
          <div
            className={styles.panel}
            id={`panel-${tab}`}
            {...(panels.length > 1 && { role: 'tabpanel', 'aria-labelledby': `tab-${tab}` })}
          >
            {content}
          </div>
        </Activity>
      ))}
    </div>
  );
}

function TabList({ panels, shown }: { panels: readonly TabPanel[]; shown: Tab }) {
  function move(event: KeyboardEvent<HTMLButtonElement>): void {
    const at = panels.findIndex(({ tab }) => tab === shown);
    const last = panels.length - 1;
    const to = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const { tab } = panels[to]!;
    goTo({ tab });
    document.getElementById(`tab-${tab}`)?.focus();
  }
  return (
    <div className={styles.tabs} role="tablist" aria-label="What the middle of the page shows">
      {panels.map(({ tab, title }) => (
        <button
          key={tab}
          id={`tab-${tab}`}
          data-testid={`tab-${tab}`}
          role="tab"
          aria-selected={tab === shown}
          aria-controls={`panel-${tab}`}
          tabIndex={tab === shown ? 0 : -1}
          onClick={() => goTo({ tab })}
          onKeyDown={move}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
