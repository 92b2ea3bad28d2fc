/* libvpx behind six functions: its configuration structures have other layouts in other versions, so C reads them and Rust never does.
   Every pointer that is given is checked on the Rust side; nothing here keeps one beyond the call, except what tl_vp8_encode returns until the next call. */
#include <stdlib.h>
#include <string.h>
#include <vpx/vp8cx.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>
#include <vpx/vpx_encoder.h>

/* Timestamps are in microseconds. */
#define TICKS 1000000

struct tl_encoder {
  vpx_codec_ctx_t codec;
  vpx_codec_enc_cfg_t config;
  vpx_image_t *image;
};

static int control(struct tl_encoder *self, int speed) {
  return vpx_codec_control(&self->codec, VP8E_SET_CPUUSED, speed) == VPX_CODEC_OK &&
         vpx_codec_control(&self->codec, VP8E_SET_NOISE_SENSITIVITY, 0) == VPX_CODEC_OK &&
         vpx_codec_control(&self->codec, VP8E_SET_TOKEN_PARTITIONS, VP8_ONE_TOKENPARTITION) == VPX_CODEC_OK &&
         /* Blocks that hardly differ are left as they are: what stands still beside what moves costs nothing. */
         vpx_codec_control(&self->codec, VP8E_SET_STATIC_THRESHOLD, 1) == VPX_CODEC_OK &&
         /* A key chunk may be as large as so many hundredths of an average one: it must not hold the link for long. */
         vpx_codec_control(&self->codec, VP8E_SET_MAX_INTRA_BITRATE_PCT, 900) == VPX_CODEC_OK;
}

struct tl_encoder *tl_vp8_encoder(unsigned width, unsigned height, unsigned kbps, int speed, int plain) {
  struct tl_encoder *self = calloc(1, sizeof *self);
  if (!self) return NULL;
  vpx_codec_iface_t *vp8 = vpx_codec_vp8_cx();
  if (vpx_codec_enc_config_default(vp8, &self->config, 0) != VPX_CODEC_OK) goto failed;
  self->config.g_w = width;
  self->config.g_h = height;
  self->config.g_threads = 1;
  /* Version 2 of the format (RFC 6386, 9.1): bilinear prediction and no loop filter. */
  self->config.g_profile = plain ? 2 : 0;
  self->config.g_timebase.num = 1;
  self->config.g_timebase.den = TICKS;
  self->config.g_lag_in_frames = 0;
  self->config.g_pass = VPX_RC_ONE_PASS;
  self->config.rc_end_usage = VPX_CBR;
  self->config.rc_target_bitrate = kbps;
  self->config.rc_min_quantizer = 8;
  self->config.rc_max_quantizer = 56;
  self->config.rc_dropframe_thresh = 0;
  self->config.rc_resize_allowed = 0;
  self->config.rc_buf_sz = 1000;
  self->config.rc_buf_initial_sz = 500;
  self->config.rc_buf_optimal_sz = 600;
  self->config.rc_undershoot_pct = 95;
  self->config.rc_overshoot_pct = 15;
  self->config.kf_mode = VPX_KF_DISABLED;
  if (vpx_codec_enc_init(&self->codec, vp8, &self->config, 0) != VPX_CODEC_OK) goto failed;
  self->image = vpx_img_alloc(NULL, VPX_IMG_FMT_I420, width, height, 16);
  if (self->image && control(self, speed)) return self;
  vpx_codec_destroy(&self->codec);
  if (self->image) vpx_img_free(self->image);
failed:
  free(self);
  return NULL;
}

/* The place where the next picture goes: three planes and their strides. */
void tl_vp8_planes(struct tl_encoder *self, unsigned char **planes, int *strides) {
  for (int plane = 0; plane < 3; plane++) {
    planes[plane] = self->image->planes[plane];
    strides[plane] = self->image->stride[plane];
  }
}

int tl_vp8_bitrate(struct tl_encoder *self, unsigned kbps) {
  if (self->config.rc_target_bitrate == kbps) return 1;
  self->config.rc_target_bitrate = kbps;
  return vpx_codec_enc_config_set(&self->codec, &self->config) == VPX_CODEC_OK;
}

/* One chunk of what stands in the planes; NULL: it failed. The bytes are good until the next call. */
const unsigned char *tl_vp8_encode(struct tl_encoder *self, long long at, unsigned long lasts, int key, size_t *length) {
  vpx_enc_frame_flags_t flags = key ? VPX_EFLAG_FORCE_KF : 0;
  if (vpx_codec_encode(&self->codec, self->image, at, lasts, flags, VPX_DL_REALTIME) != VPX_CODEC_OK) return NULL;
  vpx_codec_iter_t next = NULL;
  const vpx_codec_cx_pkt_t *packet;
  while ((packet = vpx_codec_get_cx_data(&self->codec, &next)))
    if (packet->kind == VPX_CODEC_CX_FRAME_PKT) {
      *length = packet->data.frame.sz;
      return packet->data.frame.buf;
    }
  return NULL;
}

void tl_vp8_encoder_free(struct tl_encoder *self) {
  vpx_codec_destroy(&self->codec);
  vpx_img_free(self->image);
  free(self);
}

/* For tests: the other side. */
struct tl_decoder {
  vpx_codec_ctx_t codec;
};

struct tl_decoder *tl_vp8_decoder(void) {
  struct tl_decoder *self = calloc(1, sizeof *self);
  if (self && vpx_codec_dec_init(&self->codec, vpx_codec_vp8_dx(), NULL, 0) == VPX_CODEC_OK) return self;
  free(self);
  return NULL;
}

/* The planes of the picture that a chunk makes, good until the next call; 0: it makes none of this size. */
int tl_vp8_decode(struct tl_decoder *self, const unsigned char *chunk, unsigned length, unsigned width, unsigned height,
                  const unsigned char **planes, int *strides) {
  if (vpx_codec_decode(&self->codec, chunk, length, NULL, 0) != VPX_CODEC_OK) return 0;
  vpx_codec_iter_t next = NULL;
  const vpx_image_t *image = vpx_codec_get_frame(&self->codec, &next);
  if (!image || image->fmt != VPX_IMG_FMT_I420 || image->d_w != width || image->d_h != height) return 0;
  for (int plane = 0; plane < 3; plane++) {
    planes[plane] = image->planes[plane];
    strides[plane] = image->stride[plane];
  }
  return 1;
}

void tl_vp8_decoder_free(struct tl_decoder *self) {
  vpx_codec_destroy(&self->codec);
  free(self);
}
