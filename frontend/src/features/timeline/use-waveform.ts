import { useEffect, useState } from "react";
import { parsed, type Waveform } from "./waveform";

/** Of each file and zoom that was looked at. What is being listened to still is asked for anew. */
const read = new Map<string, Promise<Waveform | null>>();

async function fetched(key: string): Promise<Waveform | null> {
  const [id = "", zoom = "0"] = key.split(" ");
  const answer = await fetch(`/waveforms/${id}?zoom=${zoom}`, { credentials: "same-origin" });
  if (answer.status !== 200) return null;
  return parsed(await answer.arrayBuffer());
}

function reading(key: string): Promise<Waveform | null> {
  const known = read.get(key);
  if (known) return known;
  const asked = fetched(key).catch(() => null);
  read.set(key, asked);
  void asked.then((wave) => {
    if (wave === null) read.delete(key);
  });
  return asked;
}

/** The outline of a sound; the one before stands until a finer one is there. `ready` once it was listened to. */
export function useWaveform(trackId: string, zoom: number, ready: boolean): Waveform | null {
  const [wave, setWave] = useState<{ of: string; wave: Waveform } | null>(null);
  useEffect(() => {
    if (!ready) return;
    let wanted = true;
    void reading(`${trackId} ${zoom}`).then((found) => {
      if (wanted && found) setWave({ of: trackId, wave: found });
    });
    return () => {
      wanted = false;
    };
  }, [trackId, zoom, ready]);
  return wave?.of === trackId ? wave.wave : null;
}
