"""Chinese, simplified."""

DATE_FORMAT = r"Y年n月j日"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"Y年n月j日 H:i"
YEAR_MONTH_FORMAT = r"Y年n月"
MONTH_DAY_FORMAT = r"n月j日"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
FIRST_DAY_OF_WEEK = 1
# Day before month, always: nobody here writes the month first, and a guess would move a birthday.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
