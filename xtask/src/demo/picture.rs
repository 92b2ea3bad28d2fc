//! A landscape at dusk, made by arithmetic: something with soft colours and fine grain, as a photograph has, that the project need not carry along.

/// A picture in the PPM format (P6). `variant` moves the hills.
pub fn evening(width: u32, height: u32, variant: usize) -> Vec<u8> {
    let mut bytes = format!("P6\n{width} {height}\n255\n").into_bytes();
    let shift = variant as f32 * 1.7;
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
            let grain = (noise(x, y) - 0.5) * 7.0;
            for channel in colour(u, v, shift) {
                bytes.push((channel + grain).clamp(0.0, 255.0) as u8);
            }
        }
    }
    bytes
}

fn colour(u: f32, v: f32, shift: f32) -> [f32; 3] {
    // Far hills are pale, near ones dark.
    let hills = [
        (0.52, 0.05, 3.1, [116.0, 92.0, 122.0]),
        (0.62, 0.07, 4.7, [84.0, 66.0, 98.0]),
        (0.74, 0.06, 6.3, [52.0, 44.0, 70.0]),
        (0.86, 0.05, 9.1, [26.0, 24.0, 40.0]),
    ];
    let mut found = sky(u, v);
    for (line, height, waves, hill) in hills {
        let ridge = line
            + height
                * ((u * waves + shift).sin() * 0.6
                    + (u * waves * 2.7 + shift * 2.0).sin() * 0.3
                    + (u * waves * 9.0).sin() * 0.06);
        if v > ridge {
            let mist = ((v - ridge) * 6.0).min(1.0);
            found = [0, 1, 2].map(|i| hill.get(i).copied().unwrap_or(0.0) + 26.0 * (1.0 - mist));
        }
    }
    found
}

fn sky(u: f32, v: f32) -> [f32; 3] {
    let (top, bottom) = ([38.0_f32, 52.0, 104.0], [250.0_f32, 172.0, 108.0]);
    let sun = (-((u - 0.68).powi(2) * 18.0 + (v - 0.44).powi(2) * 42.0)).exp();
    let fall = (v * 1.8).min(1.0);
    let mix = |from: f32, to: f32, light: f32| from + (to - from) * fall + light * sun;
    [mix(top[0], bottom[0], 60.0), mix(top[1], bottom[1], 70.0), mix(top[2], bottom[2], 34.0)]
}

/// A number from 0 to 1 that belongs to a place and looks random.
fn noise(x: u32, y: u32) -> f32 {
    let mut n = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77);
    n = (n ^ (n >> 15)).wrapping_mul(0x2C1B_3C6D);
    n = (n ^ (n >> 12)).wrapping_mul(0x297A_2D39);
    (n ^ (n >> 15)) as f32 / u32::MAX as f32
}
