{
  description = "A terminal reader for folders of Markdown briefings: what is known, who says so, who was there, and what happened when";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forEach = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
      manifest = (builtins.fromTOML (builtins.readFile ./Cargo.toml)).package;
    in
    {
      packages = forEach (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = manifest.name;
          version = manifest.version;
          src = self;
          # Every crate comes from a registry, so the lock file holds all hashes.
          cargoLock.lockFile = ./Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # The tests drive terminals, shells and git; CI runs them.
          doCheck = false;
          postInstall = ''
            $out/bin/briefing man man
            installManPage man/*.1
            installShellCompletion --cmd briefing \
              --bash <($out/bin/briefing completions bash) \
              --zsh <($out/bin/briefing completions zsh) \
              --fish <($out/bin/briefing completions fish)
            mkdir -p $out/share/briefing
            cp -r briefings $out/share/briefing/
          '';
          meta = {
            description = manifest.description;
            license = with pkgs.lib.licenses; [ mit asl20 ];
            mainProgram = "briefing";
          };
        };
      });

      devShells = forEach (pkgs: {
        default = pkgs.mkShell {
          packages = with pkgs; [ cargo rustc rustfmt clippy cargo-deny just git zsh fish ];
        };
      });
    };
}
