//! The golden frames that the browser's decoder is tested with are what this encoder makes and this decoder shows.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use towline_screen::Decoder;

mod golden;

#[test]
fn the_committed_golden_frames_still_show_their_pictures_scr_11() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../web/packages/desktop/fixtures");
    for (name, made) in golden::files() {
        let committed = std::fs::read_to_string(folder.join(name)).unwrap();
        let value: serde_json::Value = serde_json::from_str(&committed).unwrap();
        let made: serde_json::Value = serde_json::from_str(&made).unwrap();
        let steps = value["steps"].as_array().unwrap();
        assert_eq!(steps.len(), made["steps"].as_array().unwrap().len(), "{name}: write the fixtures again");
        let mut decoder = Decoder::new().unwrap();
        for step in steps {
            let bytes = |field: &str| STANDARD.decode(step[field].as_str().unwrap()).unwrap();
            let picture = decoder.show(bytes("body").into(), step["key"].as_bool().unwrap()).unwrap();
            let expected = zstd::bulk::decompress(&bytes("rgba_zstd"), picture.pixels().len()).unwrap();
            let tolerance = if step["exact"].as_bool().unwrap() { 0 } else { golden::PHOTO_TOLERANCE };
            for (shown, wanted) in picture.pixels().chunks_exact(4).zip(expected.chunks_exact(4)) {
                for (shown, wanted) in [shown[2], shown[1], shown[0]].into_iter().zip(wanted) {
                    assert!(shown.abs_diff(*wanted) <= tolerance, "{name}: {}", step["name"]);
                }
            }
        }
    }
}
