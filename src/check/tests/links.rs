//! Ids, names, roles and links.

use super::*;

#[test]
fn unusual_states_and_roles_are_mentioned() {
    let odd = fixture().but("companies/acme.md", "state: active", "state: activ").but(
        "companies/acme.md",
        "role: exhibitor",
        "role: host",
    );
    assert_eq!(
        odd.says(),
        [
            "acme:10:31 hint[unknown-state] activ: unknown state `activ`; did you mean `active`?",
            "acme:12:22 hint[unknown-role] host: unknown role `host`; common roles here: exhibitor, attendee, speaker, organiser, absent, listed, proposed, barred, excluded, affected",
        ]
    );
    let strict = CheckFixture { options: Options { strict: true, ..Options::default() }, ..odd };
    assert!(strict.report().diagnostics.iter().all(|found| found.level == Level::Hint));
}

#[test]
fn unknown_ids_are_reported_what_may_be_meant() {
    let broken = fixture().but("companies/acme.md", "{to: fair,", "{to: fairs,").but(
        "companies/acme.md",
        "role: exhibitor, sources: [afp]",
        "role: exhibitor, sources: [afp, apf]",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:12:10 error[unknown-id] fairs: no briefing has the id `fairs`; did you mean `fair`?",
            "acme:12:49 error[unknown-id] apf: no source has the id `apf`; did you mean `afp`?",
        ]
    );
}

#[test]
fn places_in_this_and_in_other_texts_are_looked_for() {
    let text = "\n[a](#answer) [b](#top) [c](#gone) [d](../events/fair.md#hall-7) [e](../events/fair.md#gone)\n\
                [[fair#Hall 7]] [[fair#Nope]] [[#Nope]] [f](../events/fair.md#given) [g](../events/fair.md#^mark)\n\n## Answer\n";
    let fixture = fixture();
    let acme = fixture.files[Path::new("lib/companies/acme.md")].clone() + text;
    let fair = fixture.files[Path::new("lib/events/fair.md")].clone()
        + "\n## Hall 7\n\n<a id=\"given\"></a> text ^mark\n";
    let fixture = fixture.with("companies/acme.md", &acme).with("events/fair.md", &fair);
    let says = fixture.says();
    let whats: Vec<&str> = says.iter().filter_map(|line| Some(line.split_once(']')?.1)).collect();
    assert_eq!(
        whats,
        [
            " #gone: no heading `#gone` in this file",
            " ../events/fair.md#gone: no heading `#gone` in fair",
            " fair#Nope: no heading `#Nope` in fair",
            " #Nope: no heading `#Nope` in this file",
        ]
    );
}

#[test]
fn items_that_were_refused_do_not_shift_the_places() {
    let broken = fixture().but("companies/acme.md", "links:\n", "links:\n  - {role: x}\n  - gone\n").but(
        "companies/acme.md",
        "{to: fair,",
        "{to: fairs,",
    );
    let places: Vec<_> = broken.report().diagnostics.iter().map(|f| (f.rule.code(), f.place.line)).collect();
    assert_eq!(places, [("bad-value", 12), ("bad-value", 13), ("unknown-id", 14)]);
}

#[test]
fn both_ends_of_a_link_say_the_same_role() {
    let links = |role: &str| format!("end: 2019-11-22\nlinks:\n  - {{to: acme, role: {role}}}");
    let broken = fixture().but("events/fair.md", "end: 2019-11-22", &links("absent"));
    assert_eq!(
        broken.says(),
        [
            "acme:12:22 error[role-conflict] exhibitor: the role is `exhibitor` here, but `absent` in fair; declare the link in one file, or with the same role in both",
            "fair:9:22 error[role-conflict] absent: the role is `absent` here, but `exhibitor` in acme; declare the link in one file, or with the same role in both",
        ]
    );
    let same = fixture().but("events/fair.md", "end: 2019-11-22", &links("exhibitor"));
    assert_eq!(same.codes(), Vec::<&str>::new());
    let more = fixture().but(
        "events/fair.md",
        "end: 2019-11-22",
        &links("exhibitor}\n  - {to: acme, role: speaker"),
    );
    assert_eq!(more.codes(), Vec::<&str>::new());
}

#[test]
fn roles_between_companies_are_compared_from_both_sides() {
    let other = |role: &str| {
        let links = format!("links:\n  - {{to: acme, role: {role}}}");
        let company =
            format!("---\ntype: company\ntitle: Bolt\ndescription: D\nupdated: 2026-01-31\n{links}\n---\n");
        let link = "{to: bolt, role: customer}\n  - {to: fair,";
        fixture().with("companies/bolt.md", &company).but("companies/acme.md", "{to: fair,", link)
    };
    assert_eq!(other("supplier").codes(), Vec::<&str>::new());
    assert_eq!(other("parent").codes(), ["role-conflict", "role-conflict"]);
}

#[test]
fn an_id_belongs_to_one_file() {
    let broken = fixture().with("events/Acme.md", FAIR);
    assert_eq!(
        broken.says(),
        [
            "acme:2:1 error[ambiguous-id] type: the id `acme` is also used by lib/events/Acme.md; rename one of the files",
            "Acme:2:1 error[ambiguous-id] type: the id `Acme` is also used by lib/companies/acme.md; rename one of the files",
        ]
    );
    assert_eq!(fixture().with("notes/acme.md", "# Mine\n").codes(), Vec::<&str>::new());
}

#[test]
fn an_alias_stands_once() {
    let broken = fixture().but("companies/acme.md", "[Acme Corp]", "[Acme Corp, acme corp, FAIR-]").but(
        "companies/acme.md",
        "country: FR",
        "country: FR\nown: 1",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:7:22 warning[duplicate-alias] acme corp: redundant alias `acme corp`; remove it; it repeats the title or another alias",
            "acme:7:33 warning[duplicate-alias] FAIR-: the alias `FAIR-` is also a name of fair",
        ]
    );
}

#[test]
fn links_in_the_text_lead_somewhere() {
    let text = "[a](../companies/acm.md) [b](plan.pdf) [c](plan2.pdf) [[acme]] [[acne|A]] [d](#here) [e](#gone)\n\n\
                ## Here\n\n[f](../companies/acm.md) [g](https://x.example) [h](../../out.md) [i](../companies/)\n";
    let broken = fixture().with("events/fair.md", &format!("{FAIR}{text}"));
    assert_eq!(
        broken.says(),
        [
            "fair:9:5 error[broken-link] ../companies/acm.md: broken link: no file `../companies/acm.md`; did you mean `../companies/acme.md`?",
            "fair:9:44 error[broken-link] plan2.pdf: broken link: no file `plan2.pdf`",
            "fair:9:66 error[broken-link] acne: broken link: no briefing has the name `acne`",
            "fair:9:90 error[broken-link] #gone: no heading `#gone` in this file",
            "fair:13:5 error[broken-link] ../companies/acm.md: broken link: no file `../companies/acm.md`; did you mean `../companies/acme.md`?",
            "fair:13:71 error[broken-link] ../companies/: broken link: no file `../companies/`",
        ]
    );
}
