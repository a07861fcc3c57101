import { renderToString } from 'katex';

/** TeX as MathML, which browsers draw with their own fonts and screen readers read. */
export default function Equation({ tex }: { tex: string }) {
  const html = renderToString(tex, { output: 'mathml', displayMode: true });
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}
