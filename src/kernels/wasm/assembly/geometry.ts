/** A convolution's shape as it lies in memory, 32-bit numbers in this order; written by convolution.ts of the host. */
@unmanaged
export class Geometry {
  /** Of the map that is convolved. `channels` is the distance of two pixels, all groups together. */
  images: i32;
  height: i32;
  width: i32;
  channels: i32;
  /** Outputs along each axis; also the extent of the map that a gradient comes from. */
  outHeight: i32;
  outWidth: i32;
  /** Filters, all groups together. */
  filters: i32;
  kernel: i32;
  stride: i32;
  padTop: i32;
  padLeft: i32;
  groups: i32;

  get pixels(): i32 {
    return this.images * this.outHeight * this.outWidth;
  }
  get groupChannels(): i32 {
    return this.channels / this.groups;
  }
  get groupFilters(): i32 {
    return this.filters / this.groups;
  }
}
