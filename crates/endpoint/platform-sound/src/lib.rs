//! Opus by libopus, for what the endpoint plays (SCR-18): the coder that the agent's desktop helper is given. The customer's client goes without, to stay small (ADR 49).

use bytes::Bytes;
use opusic_c::{Application, Bitrate, Channels, Encoder, SampleRate, Signal};
use towline_platform::{SOUND_FRAME, SoundCoder};

/// Bits a second while something plays: music is hardly told from the original, and a call neither.
const BITRATE: u32 = 80_000;
/// Of 10: a tenth of a percent of a core more or less.
const COMPLEXITY: u8 = 5;
/// Longest packet of 20 ms that Opus makes.
const LONGEST: usize = 1275;

/// Makes packets of 20 ms; 48 kHz, stereo.
#[derive(Default)]
pub struct OpusCoder {
    encoder: Option<Encoder>,
    packet: Vec<u8>,
    samples: Vec<u16>,
}

impl OpusCoder {
    fn ready(&mut self) -> Option<&mut Encoder> {
        if self.encoder.is_none() {
            let mut encoder = Encoder::new(Channels::Stereo, SampleRate::Hz48000, Application::Audio).ok()?;
            encoder.set_bitrate(Bitrate::Value(BITRATE)).ok()?;
            encoder.set_complexity(COMPLEXITY).ok()?;
            encoder.set_signal(Signal::Auto).ok()?;
            self.encoder = Some(encoder);
        }
        self.encoder.as_mut()
    }
}

impl SoundCoder for OpusCoder {
    fn encode(&mut self, frame: &[i16]) -> Option<Bytes> {
        if frame.len() != SOUND_FRAME * 2 {
            return None;
        }
        self.ready()?;
        let OpusCoder { encoder, packet, samples } = self;
        // The library wants the same bits by another name.
        samples.clear();
        samples.extend(frame.iter().map(|sample| sample.cast_unsigned()));
        packet.resize(LONGEST, 0);
        let length = encoder.as_mut()?.encode_to_slice(samples, packet).ok()?;
        packet.get(..length).filter(|packet| !packet.is_empty()).map(Bytes::copy_from_slice)
    }

    fn restart(&mut self) {
        self.encoder = None;
    }
}

#[cfg(test)]
mod tests {
    use opusic_c::Decoder;

    use super::*;

    #[test]
    fn a_tone_is_the_same_tone_after_opus_and_takes_the_bytes_that_it_may_scr_18() {
        let (mut coder, mut decoder) =
            (OpusCoder::default(), Decoder::new(Channels::Stereo, SampleRate::Hz48000).unwrap());
        let (mut heard, mut bytes) = (Vec::new(), 0);
        for frame in 0..50usize {
            let tone: Vec<i16> = (0..SOUND_FRAME)
                .flat_map(|at| {
                    let turn = (frame * SOUND_FRAME + at) as f64 * 440.0 / 48_000.0 * std::f64::consts::TAU;
                    [(turn.sin() * 12_000.0) as i16; 2]
                })
                .collect();
            let packet = coder.encode(&tone).unwrap();
            bytes += packet.len();
            let mut out = vec![0u16; SOUND_FRAME * 2];
            assert_eq!(decoder.decode_to_slice(&packet, &mut out, false).unwrap(), SOUND_FRAME);
            heard.extend(out.iter().step_by(2).map(|sample| sample.cast_signed()));
        }
        // A second of sound: as many turns of sign as 440 Hz has, and the rate that was set.
        let late = &heard[4_800..];
        let turns = late.windows(2).filter(|two| (two[0] < 0) != (two[1] < 0)).count();
        assert!((784..=800).contains(&turns), "{turns}");
        assert!(bytes < 15_000, "{bytes}");
        assert_eq!(coder.encode(&[0; 10]), None);
    }
}
