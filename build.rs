//! Puts the icon, the version and the manifest into the Windows executable. On other systems there is nothing
//! to do.

use std::process::ExitCode;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=packaging/windows/bridgewatch.ico");
    println!("cargo::rerun-if-changed=packaging/windows/bridgewatch.manifest");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("windows") {
        return ExitCode::SUCCESS;
    }
    let mut resource = winresource::WindowsResource::new();
    resource
        .set_icon("packaging/windows/bridgewatch.ico")
        .set_manifest_file("packaging/windows/bridgewatch.manifest")
        .set("ProductName", "Bridgewatch")
        .set("FileDescription", "Bridgewatch")
        .set("LegalCopyright", "MIT OR Apache-2.0");
    match resource.compile() {
        Ok(()) => ExitCode::SUCCESS,
        // A type-check needs no resources; a build without them would be a program without a face.
        Err(err) => {
            println!(
                "cargo::error=the Windows resources could not be compiled: {err}; is windres, or rc.exe, at hand?"
            );
            ExitCode::FAILURE
        }
    }
}
