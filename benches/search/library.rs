//! A library of any size, the same one each time: a third companies, the rest events and sources, with titles,
//! aliases, tags, people and descriptions as long as real ones.

use std::path::PathBuf;
use std::sync::Arc;

use briefing::briefing::{Briefing, BriefingId, Kind, Person, TypedLink};
use briefing::clean;
use briefing::date::{Day, FactDate};
use briefing::library::{Library, Origin};
use briefing::text::Clean;

const COMMON: &str = "the of and to in for that with on as by at from is it be are this was which have not an or we \
     their has its more will can other all new one may been state these such also use between after under most \
     company report people government during world year public system market service group company over only when \
     data time work order research security policy part law control energy court trade support power board change \
     production development international national technology camera surveillance export sanctions";
const ACTS: &str = "fined over|sued for|cleared of|sanctioned over|investigated for|recalls product after|sells unit amid|wins \
     contract for|settles case on|hit by";
const SUFFIXES: &str =
    "Group|Holdings|Technologies|Systems|Industries|Energy|Logistics|Labs|Capital|Networks|Ltd";
const TAGS: &str = "surveillance sanctions antitrust privacy data-breach labour supply-chain export-control merger \
     lawsuit fraud corruption tax climate facial-recognition biometrics cybersecurity ransomware defence telecoms";
const START: &str = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st t th tr v w z";
const MIDDLE: &str = "a e i o u ai ea ee ou oo";
const END: &str = "n r t l s ck nd rt st m p ng x th ll ss";

/// Numbers that are the same each time (Marsaglia's xorshift).
pub struct Dice(u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    fn one<'a>(&mut self, words: &[&'a str]) -> &'a str {
        // The first words are the most common, as in any language.
        let at = self.below(words.len()).min(self.below(words.len()));
        words[at]
    }

    fn word(&mut self) -> String {
        let (start, middle, end) = (list(START), list(MIDDLE), list(END));
        let syllables = 1 + self.below(3);
        let syllable = |_| [self.one(&start), self.one(&middle), self.one(&end)].concat();
        (0..syllables).map(syllable).collect()
    }

    fn name(&mut self) -> String {
        let word = self.word();
        word[..1].to_uppercase() + &word[1..]
    }
}

fn list(words: &str) -> Vec<&str> {
    words.split_whitespace().collect()
}

/// A library of so many briefings.
pub fn library(count: usize) -> Library {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let suffixes: Vec<&str> = SUFFIXES.split('|').collect();
    let mut companies = vec!["Hexavision".to_owned()];
    companies.extend((1..(count * 3 / 10).max(2)).map(|_| {
        let (first, second) = (dice.name(), dice.name());
        let suffix = dice.one(&suffixes);
        if dice.below(2) == 0 { format!("{first} {suffix}") } else { format!("{first} {second} {suffix}") }
    }));
    let briefings = (0..count).map(|at| Arc::new(briefing(at, count, &companies, &mut dice))).collect();
    Library::new(Origin::Embedded, briefings)
}

fn briefing(at: usize, count: usize, companies: &[String], dice: &mut Dice) -> Briefing {
    let common = list(COMMON);
    let acts: Vec<&str> = ACTS.split('|').collect();
    let day = Day::from_number(16_436 + i32::try_from(dice.below(4200)).unwrap_or(0));
    // A few companies are in the news most of the time.
    let company =
        &companies[dice.below(companies.len()).min(dice.below(companies.len())).min(dice.below(400))];
    let (kind, title) = match companies.get(at) {
        Some(name) => (Kind::Company, name.clone()),
        None if at == count / 2 => (Kind::Event, "Zyxgrommet clause published".to_owned()),
        None if at.is_multiple_of(9) => {
            (Kind::Source, format!("{} {} {}", dice.name(), dice.word(), dice.word()))
        }
        None => {
            let act = dice.one(&acts);
            (Kind::Event, format!("{company} {act} {} {}", dice.word(), dice.word()))
        }
    };
    let slug = title.to_lowercase().replace(' ', "-");
    let id = if kind == Kind::Event {
        day.map_or_else(|| Clean::line(&slug), |day| clean!("{day}-{slug}"))
    } else {
        Clean::line(&slug)
    };
    let words: Vec<String> =
        (0..20).map(|n| if n % 4 == 3 { dice.word() } else { dice.one(&common).to_owned() }).collect();
    let tags = (0..=dice.below(4)).map(|_| Clean::line(dice.one(&list(TAGS)))).collect();
    let link = |_| TypedLink {
        to: Clean::line(&companies[dice.below(companies.len())].to_lowercase().replace(' ', "-")),
        role: Clean::line("affected"),
        note: None,
        sources: Box::default(),
    };
    Briefing {
        path: PathBuf::from(format!("shelf/{at:07}.md")),
        links: (0..2).map(link).collect(),
        aliases: if kind == Kind::Company && at.is_multiple_of(2) {
            [clean!("{title} International")].into()
        } else {
            [].into()
        },
        people: if at.is_multiple_of(5) {
            [Person { name: clean!("{} {}", dice.name(), dice.name()), about: None }].into()
        } else {
            [].into()
        },
        title: Clean::line(&title),
        id: BriefingId(id),
        kind,
        description: Some(Clean::line(&words.join(" "))),
        updated: day,
        as_of: day.map(FactDate::from),
        countries: [Clean::line(["US", "CN", "DE", "FR", "GB"][dice.below(5)])].into(),
        tags,
        ..Briefing::default()
    }
}
