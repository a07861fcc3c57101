/** A profile that sharp does not have. */

/** Of grey samples whose light is a power of them. */
export function greyProfile(power: number): Buffer {
  const tags = 128 + 4 + 2 * 12;
  const profile = Buffer.alloc(tags + 20 + 16);
  profile.writeUInt32BE(profile.length, 0);
  profile.writeUInt32BE(0x02100000, 8);
  profile.write('mntrGRAYXYZ ', 12, 'latin1');
  profile.writeUInt16BE(2000, 24);
  profile.writeUInt16BE(1, 26);
  profile.writeUInt16BE(1, 28);
  profile.write('acsp', 36, 'latin1');
  const white = [0.9642, 1, 0.8249].map((value) => Math.round(value * 65_536));
  white.forEach((value, i) => profile.writeInt32BE(value, 68 + 4 * i));
  profile.writeUInt32BE(2, 128);
  profile.write('wtpt', 132, 'latin1');
  profile.writeUInt32BE(tags, 136);
  profile.writeUInt32BE(20, 140);
  profile.write('kTRC', 144, 'latin1');
  profile.writeUInt32BE(tags + 20, 148);
  profile.writeUInt32BE(14, 152);
  profile.write('XYZ ', tags, 'latin1');
  white.forEach((value, i) => profile.writeInt32BE(value, tags + 8 + 4 * i));
  profile.write('curv', tags + 20, 'latin1');
  profile.writeUInt32BE(1, tags + 28);
  profile.writeUInt16BE(Math.round(power * 256), tags + 32);
  return profile;
}
