import { useEffect, useRef, useState, type ComponentProps } from 'react';
import styles from './Figure.module.css';

/** Scrolls sideways where there is too little room, and fades out on the side where there is more to see. */
export function SideScroll({
  children,
  ...rest
}: Omit<ComponentProps<'div'>, 'className' | 'ref' | 'onScroll'>) {
  const box = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState('');

  function measure(): void {
    if (!box.current) return;
    const { scrollLeft, clientWidth, scrollWidth } = box.current;
    const sides = [scrollLeft > 1 && 'left', scrollLeft + clientWidth < scrollWidth - 1 && 'right'];
    setHidden(sides.filter(Boolean).join(' '));
  }

  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    for (const child of box.current!.children) observer.observe(child);
    return () => observer.disconnect();
  }, [children]);

  return (
    <div ref={box} className={styles.scroll} data-hidden={hidden} onScroll={measure} {...rest}>
      {children}
    </div>
  );
}
