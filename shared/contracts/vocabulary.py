"""The vocabulary that services share: enumerations that every one of them spells alike; `docs/language.md`
explains each in English and Welsh."""

from enum import StrEnum


class Answer(StrEnum):
    """A yes-or-no question as people answer it: "not known" is a value and is not "no"."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class Consent(StrEnum):
    """What somebody can agree to, each separately, and withdraw (handbook 2)."""

    TAKE_PART = "to_take_part"
    SHARE_WORK_OUTCOME = "share_work_outcome_with_referrer"
    FOLLOW_UP = "follow_up"
    EMPLOYER_MATCHING = "employer_matching"
    EVALUATION = "evaluation"


class LabourMarket(StrEnum):
    UNEMPLOYED = "unemployed"
    LONG_TERM_UNEMPLOYED = "long_term_unemployed"
    ECONOMICALLY_INACTIVE = "economically_inactive"
    EMPLOYED = "employed"
    NOT_KNOWN = "not_known"


class Condition(StrEnum):
    SUBSTANCE_MISUSE = "substance_misuse_only"
    MENTAL_HEALTH = "mental_health_only"
    BOTH = "both"
    NOT_KNOWN = "not_known"


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class Ethnicity(StrEnum):
    WHITE = "white"
    BLACK_OR_MINORITY_ETHNIC = "black_or_minority_ethnic"
    NOT_KNOWN = "not_known"


class Qualification(StrEnum):
    """Highest qualification held (Credit and Qualifications Framework for Wales)."""

    NONE = "none"
    BELOW_CQFW_1 = "below_cqfw_1"
    CQFW_1 = "cqfw_1"
    CQFW_2 = "cqfw_2"
    CQFW_3 = "cqfw_3"
    CQFW_4 = "cqfw_4"
    CQFW_5 = "cqfw_5"
    CQFW_6 = "cqfw_6"
    CQFW_7 = "cqfw_7"
    CQFW_8 = "cqfw_8"
    NOT_KNOWN = "not_known"


class ExitKind(StrEnum):
    PLANNED = "planned"
    UNPLANNED = "unplanned"


class ExitReason(StrEnum):
    """Why a person left; the first four are planned exits, the rest unplanned (handbook 2)."""

    EMPLOYMENT = "employment"
    EDUCATION_OR_TRAINING = "education_or_training"
    SUPPORT_RECEIVED = "support_received"
    REFERRED_ON = "referred_on"
    WITHDREW = "withdrew"
    DISENGAGED = "disengaged"
    RELAPSE_SUBSTANCE = "relapse_substance"
    RELAPSE_MENTAL_HEALTH = "relapse_mental_health"
    CUSTODY = "custody"
    LEFT_AREA = "left_area"
    NOT_FOR_THEM = "not_for_them"
    DIED = "died"
    BREACH_OF_CONDUCT = "breach_of_conduct"


class Change(StrEnum):
    """How a soft-outcome indicator moved (form P4-1)."""

    MUCH_BETTER = "much_better"
    BETTER = "better"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    MUCH_WORSE = "much_worse"


class Indicator(StrEnum):
    """The thirteen soft outcomes of form P4-1 (handbook 2)."""

    OWN_CONFIDENCE = "own_confidence"
    FINDING_SUPPORT = "finding_support"
    MENTAL_WELLBEING = "mental_wellbeing"
    MANAGING_CONDITION = "managing_condition"
    MAINTAINING_RECOVERY = "maintaining_recovery"
    LABOUR_MARKET_POSITION = "labour_market_position"
    PHYSICAL_HEALTH = "physical_health"
    COMMUNICATING_WITH_EMPLOYERS = "communicating_with_employers"
    COMMUNICATING_WITH_INSTITUTIONS = "communicating_with_institutions"
    UNDERSTANDING_BENEFITS = "understanding_benefits"
    COMMUNICATING_WITH_JOBCENTRE = "communicating_with_jobcentre"
    RETAINING_A_JOB = "retaining_a_job"
    PROGRESSING_IN_A_JOB = "progressing_in_a_job"


class Evidence(StrEnum):
    """What stands behind an achievement, weakest first (handbook 3)."""

    SELF_REPORTED = "self_reported"
    MENTOR_VERIFIED = "mentor_verified"
    THIRD_PARTY_DOCUMENT = "third_party_document"


class AchievementKind(StrEnum):
    """What a person achieved; which of it can be claimed is a programme's rule (handbook 3)."""

    JOB_SEARCH = "job_search"
    PAID_WORK = "paid_work"
    SELF_EMPLOYMENT = "self_employment"
    QUALIFICATION = "qualification"
    CERTIFICATE = "certificate"
    EDUCATION_OR_TRAINING = "education_or_training"
    WORK_EXPERIENCE = "work_experience"
    VOLUNTEERING = "volunteering"
    PART_QUALIFICATION = "part_qualification"
    JOB_INTERVIEW = "job_interview"
    NON_ACCREDITED_COURSE = "non_accredited_course"
    PART_TIME_WORK = "part_time_work"
    JOB_APPLICATION = "job_application"
    BECAME_MENTOR = "became_mentor"


class FollowUp(StrEnum):
    """Status six months after leaving: three different things (handbook 3)."""

    IN_WORK = "in_work"
    NOT_IN_WORK = "not_in_work"
    NOT_FOLLOWED_UP = "not_followed_up"


class PlacementKind(StrEnum):
    WORK_EXPERIENCE = "work_experience"
    VOLUNTEERING = "volunteering"
    PAID_JOB = "paid_job"
    APPRENTICESHIP = "apprenticeship"
    ONE_OFF_EVENT = "one_off_event"


class CertificateKind(StrEnum):
    """A certificate that work can ask for, and that somebody can hold."""

    CSCS = "cscs"
    FOOD_HYGIENE = "food_hygiene"
    FIRST_AID = "first_aid"
    MANUAL_HANDLING = "manual_handling"
    WORKING_SAFELY = "working_safely"
    FORK_LIFT = "fork_lift"
    SECURITY_LICENCE = "security_licence"


class LegalRequirement(StrEnum):
    """What the law asks of whoever does some work: nothing else may exclude anybody (handbook 4)."""

    AGED_18_OR_OVER = "aged_18_or_over"
    WORK_WITH_CHILDREN = "work_with_children"
    WORK_WITH_ADULTS_AT_RISK = "work_with_adults_at_risk"
    SECURITY_WORK = "security_work"


class HoursPattern(StrEnum):
    DAYS = "days"
    EVENINGS = "evenings"
    NIGHTS = "nights"
    WEEKENDS = "weekends"
    SHIFTS = "shifts"


class Travel(StrEnum):
    """How far somebody goes to work."""

    OWN_LOT = "own_lot"
    ADJOINING_LOTS = "adjoining_lots"
    ANYWHERE = "anywhere"


class Adjustment(StrEnum):
    """What somebody needs at a place of work, in words about the place and none about the person."""

    STEP_FREE_ACCESS = "step_free_access"
    SEATED_WORK = "seated_work"
    QUIET_PLACE = "quiet_place"
    FLEXIBLE_HOURS = "flexible_hours"
    REGULAR_BREAKS = "regular_breaks"
    WRITTEN_INSTRUCTIONS = "written_instructions"
    LARGE_PRINT = "large_print"
    HEARING_LOOP = "hearing_loop"
    SOMEBODY_ALONGSIDE = "somebody_alongside"


class Interest(StrEnum):
    """What somebody likes to do, and what work is about [3.82]."""

    ANIMALS = "animals"
    ARTS_AND_CRAFTS = "arts_and_crafts"
    BUILDING = "building"
    CARS_AND_MACHINES = "cars_and_machines"
    COMPUTERS = "computers"
    COOKING = "cooking"
    GAMING = "gaming"
    MUSIC = "music"
    OUTDOORS = "outdoors"
    PEOPLE = "people"
    SPORT = "sport"


class Role(StrEnum):
    """Who a token speaks for; `docs/language.md` says what each may do."""

    REFERRER = "referrer"
    PROVIDER = "provider"
    """A provider's case-management system and its staff."""
    LEAD = "lead"
    """Somebody at a provider who decides on referrals; may do all that a provider may."""
    EMPLOYMENT_SPECIALIST = "employment-specialist"
    """Somebody at a provider who finds employers and places people, and reads no file of theirs [2.34]."""
    APB = "apb"
    WELSH_GOVERNMENT = "wg"
    SERVICE = "service"
    """Another service of this platform."""


class ReferralSource(StrEnum):
    """Where referrals come from (handbook 1)."""

    JOBCENTRE_PLUS = "jobcentre_plus"
    PROBATION = "probation"
    PRISON = "prison"
    DRUG_AND_ALCOHOL_TEAM = "drug_and_alcohol_team"
    MENTAL_HEALTH_TEAM = "mental_health_team"
    GP_OR_HEALTH = "gp_or_health"
    THIRD_SECTOR = "third_sector"
    SCHOOL_OR_COLLEGE = "school_or_college"
    CAREERS_WALES = "careers_wales"
    HOUSING = "housing"
    INTERNAL_TRANSFER = "internal_transfer"
    SELF = "self"


class DeclineReason(StrEnum):
    """Why somebody was not taken on (handbook 4)."""

    NOT_STABLE = "not_stable"
    NOT_ELIGIBLE = "not_eligible"
    NOT_RESIDENT = "not_resident"
    OTHER_FUNDED_PROGRAMME = "other_funded_programme"
    DECLINED_BY_PERSON = "declined_by_person"
    SAFEGUARDING = "safeguarding"
    DUPLICATE = "duplicate"
    COULD_NOT_CONTACT = "could_not_contact"


class WebhookType(StrEnum):
    """What a webhook tells: the status that a referral has now, that more is known of somebody who was
    registered, or what falls due for a provider (handbook 4, "Feedback")."""

    REFERRAL_RECEIVED = "referral.received"
    REFERRAL_UNDER_REVIEW = "referral.under-review"
    REFERRAL_REDIRECTED = "referral.redirected"
    REFERRAL_RETURNED = "referral.returned"
    REFERRAL_ACCEPTED = "referral.accepted"
    REFERRAL_ALLOCATED = "referral.allocated"
    REFERRAL_CONTACT_ATTEMPTED = "referral.contact-attempted"
    REFERRAL_REGISTERED = "referral.registered"
    REFERRAL_DECLINED = "referral.declined"
    REFERRAL_WITHDRAWN = "referral.withdrawn"
    REFERRAL_PROGRESSED = "referral.progressed"
    """The status is the same; the person has left, come back or, where they agreed, found work."""
    FOLLOW_UP_DUE = "follow-up.due"
    TEST = "webhook.test"
    """Nothing happened; the subscriber asked for it."""
