/** `?bench`: what this machine can do, and what our steps and stock TensorFlow.js’s make of it. */
import { useState } from 'react';
import { placesOf } from '../../../bench/places';
import { isTiming } from '../../../bench/isTiming';
import type { BenchResult, Measured, Row, SizeResult } from '../../../bench/schema';
import { messageOf } from '../../base/messageOf';
import panel from '../../parts/panel.module.css';
import { saveFile } from '../../parts/saveFile';
import { measureHere } from '../../worker/benchClient';
import styles from './BenchPage.module.css';
import { KEPT } from './kept';
import { benchWish } from './wish';

const { wish, problems } = benchWish(location.search);

export function BenchPage() {
  const [line, setLine] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [result, setResult] = useState<BenchResult | null>(null);
  const measure = async (): Promise<void> => {
    setProblem(null);
    setLine('The worker starts');
    try {
      setResult(await measureHere(wish, setLine));
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setLine(null);
    }
  };
  return (
    <main className={styles.page}>
      <h1>What this machine can do</h1>
      <p>
        The largest rate of a matrix product or convolution here, then training steps of this program and of
        stock TensorFlow.js on the same tensors, in turns. Close other tabs and programs; nothing leaves the
        machine.
      </p>
      {[...problems, ...(problem === null ? [] : [problem])].map((text) => (
        <p key={text} role="alert" data-testid="bench-problem">
          {text}
        </p>
      ))}
      <p className={panel.row}>
        <button
          data-primary
          data-testid="bench-start"
          disabled={line !== null}
          onClick={() => void measure()}
        >
          Measure, {wish.seconds === 60 ? 'about a minute' : `about ${wish.seconds} s`}
        </button>
        <a href="./">Back to the lab</a>
      </p>
      <p role="status" data-testid="bench-line">
        {line}
      </p>
      {result && <Result result={result} />}
    </main>
  );
}

function Result({ result }: { result: BenchResult }) {
  const size = result.results[0]!;
  const json = `${JSON.stringify(result, null, 2)}\n`;
  const name = `${result.backend} ${result.device}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return (
    <>
      <Rates result={result} size={size} />
      <Places result={result} />
      <p className={panel.row}>
        <button data-testid="bench-copy" onClick={() => void navigator.clipboard.writeText(json)}>
          Copy the result
        </button>
        <button data-testid="bench-save" onClick={() => saveFile(json, `${name}.json`, 'application/json')}>
          Save it
        </button>
      </p>
      <pre className={styles.json} data-testid="bench-json" tabIndex={0} aria-label="The result as JSON">
        {json}
      </pre>
    </>
  );
}

function Rates({ result, size }: { result: BenchResult; size: SizeResult }) {
  const { peak, rows, batch } = size;
  const steps = rows.filter(({ kind }) => kind === 'step');
  const [cannot] = steps.flatMap(({ stock }) => (stock && 'cannot' in stock ? [stock.cannot] : []));
  return (
    <section>
      <h2>
        {result.backend}, {result.device}; {size.size}, batch {batch}
      </h2>
      <p data-testid="bench-peak">
        Matrix product {gigaOf(bestOf(rows, 'matrix product'))}, convolution{' '}
        {gigaOf(bestOf(rows, 'forward convolution'))} GFLOP/s at best.
      </p>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label="Training steps">
        <table data-testid="bench-steps">
          <thead>
            <tr>
              {['Step', 'images/s, ours', 'stock', 'ratio', 'of peak, ours'].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map(({ name, flop, ours, stock }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{imagesPerSecond(ours, batch)}</td>
                <td>{imagesPerSecond(stock, batch)}</td>
                <td>
                  {isTiming(ours) && isTiming(stock) ? `${(stock.median / ours.median).toFixed(1)}×` : '–'}
                </td>
                <td>
                  {isTiming(ours) && peak ? (flop! / ours.median / peak.flopPerSecond).toFixed(2) : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {cannot !== undefined && <p data-testid="bench-cannot">Stock cannot: {cannot}</p>}
    </section>
  );
}

function Places({ result }: { result: BenchResult }) {
  const places = placesOf(result, KEPT);
  if (places.length < 2) return <p>No other machine has been kept at this size yet.</p>;
  return (
    <section>
      <h2>Among the results that are kept</h2>
      <ol data-testid="bench-places">
        {places.map(({ machine, imagesPerSecond: rate, isThis }) => (
          <li key={`${machine}${isThis}`} aria-current={isThis}>
            {isThis ? <strong>This machine: {machine}</strong> : machine}, {rate.toPrecision(3)} images/s
          </li>
        ))}
      </ol>
    </section>
  );
}

function bestOf(rows: readonly Row[], kind: Row['kind']): number {
  const rates = rows
    .filter((row) => row.kind === kind && row.flop !== null)
    .flatMap(({ flop, ours, stock }) =>
      [ours, stock].flatMap((side) => (isTiming(side) ? [flop! / side.median] : [])),
    );
  return Math.max(...rates);
}

const gigaOf = (flopPerSecond: number): string => (flopPerSecond / 1e9).toPrecision(3);

function imagesPerSecond(measured: Measured | null, batch: number): string {
  return isTiming(measured) ? (batch / measured.median).toPrecision(3) : 'cannot';
}
